// SPDX-License-Identifier: MIT
/// \file
/// Families of scenarios: what the suite lets an executor do. A scenario depends on nothing but its family, a
/// seed, an index and what the subject declares, on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <rapidcheck/Gen.h>
#include <wakelaw/conformance/subject.hpp>

#include "scenario/scenario.hpp"

namespace wakelaw::conformance::scenario {

/// A family puts certain rules to the test and does not leave that to chance.
enum class Family : std::uint8_t {
    ladder,  ///< 16 equal rounds, one kind of waker operation each (EXEC-16, WAK-1 to WAK-4, WAK-9)
    mixed,  ///< anything, by anybody
    idle,  ///< tasks sleep until an event comes (EXEC-1, EXEC-5, EXEC-11, EXEC-24)
    during_poll,  ///< woken by an actor while being polled (EXEC-2, EXEC-4)
    self_wake,  ///< wakes itself while being polled, the last time too (EXEC-2, EXEC-7, EXEC-21)
    late,  ///< wakers of finished tasks are used (EXEC-8, EXEC-15)
    afterlife,  ///< wakers are used when the executor is gone (EXEC-9)
    exceptions,  ///< a poll throws, the others go on (EXEC-19)
    flood,  ///< very many wakes, very many spawns (EXEC-12)
    crowd,  ///< many tasks, so that containers grow (EXEC-5, FUT-6)
    concurrent,  ///< actors use wakers of one task at the same time (WAK-8)
    thread_exit,  ///< wakers are used while a thread ends (WAK-8)
    stale,  ///< a finished task's place is used again; whom does its waker wake? (EXEC-8, WAK-5)
    plug,  ///< two wakes while every thread is kept busy (THR-1)
    program,  ///< for a vocabulary: operations on its wakers, in any order (POLL, WAK, VT, CTX, ARC)
    handles,  ///< tasks are joined and cancelled by their handles (JOIN)
    endings,  ///< futures whose destructors use the executor, and executors that end with tasks in them
              ///< (EXEC-17, EXEC-18, THR-4)
    last_moment,  ///< an actor uses wakers while the executor is destroyed (EXEC-10)
    nesting,  ///< another executor is driven inside a poll that is woken (EXEC-22)
    pile_up,  ///< about 100,000 wakes of one idle task (EXEC-3)
    last_drop,  ///< the last wakers of a task are used and dropped by several threads (THR-3, EXEC-20)
    calm,  ///< for a while nobody has anything to do (EXEC-25)
};
inline constexpr int family_count = 22;

[[nodiscard]] std::span<const Family> families();
[[nodiscard]] std::string_view to_string(Family family);
[[nodiscard]] std::optional<Family> family_from_string(std::string_view name);

/// What a generator has to know of the subject.
struct Input {
    Driving driving = Driving::threads;
    Capabilities capabilities;
    unsigned polling_threads = 1;
    Contracts contract = {};
};
[[nodiscard]] Input input_of(const Subject& subject);

/// Whether the family makes sense for the subject: otherwise nothing that matters would be left of it.
[[nodiscard]] bool applies(Family family, const Input& input);
/// Whether the family is for workers of this flavour: with ThreadSanitizer or plain.
[[nodiscard]] bool suits_flavour(Family family, bool thread_sanitizer);

/// The scenario cut down to what the subject declares, and drainable. Idempotent. The two have to be applied
/// together: what drains in place of a wait must itself be declared.
[[nodiscard]] Scenario fit(Scenario scenario, const Input& input);

/// Scenario number `index` of the family; `valid` and unchanged by `fit`. `size` as in RapidCheck: about 100
/// is usual, 0 gives the smallest. The ladder goes by `index` alone: its rungs in order, then again from the
/// first.
[[nodiscard]] Scenario generate(Family family, std::uint64_t seed, std::uint64_t index, int size,
                                const Input& input);

/// The number of rungs of the subject's ladder.
[[nodiscard]] std::size_t ladder_rungs(const Input& input);

/// The same as a RapidCheck generator: random in everything, shrinking through `candidates`.
[[nodiscard]] rc::Gen<Scenario> scenarios(Family family, const Input& input);

/// A family in a plan.
struct Share {
    Family family = Family::mixed;
    unsigned weight = 1;  ///< of the cases that remain after `at_most` was respected
    std::size_t at_most = 0;  ///< distinct scenarios; 0: without end
};
/// The families to run, the ladder first and complete before the others begin; these take turns by weight.
[[nodiscard]] std::vector<Share> plan(const Input& input, bool thread_sanitizer);
/// The families to explore under control: those in which several threads take part and each run is short.
[[nodiscard]] std::vector<Share> plan_under_control(const Input& input);

}  // namespace wakelaw::conformance::scenario
