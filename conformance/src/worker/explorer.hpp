// SPDX-License-Identifier: MIT
/// \file
/// Carries out an exploration order: each scenario under many schedules, the traces that differ handed over.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_set>
#include <vector>

#include <wakelaw/explore/controller.hpp>

#include "scenario/scenario.hpp"
#include "worker/case.hpp"
#include "worker/shared_memory.hpp"

namespace wakelaw::conformance {

/// How the explorer is set up for a scenario; the same for a search, a replay and a run under a debugger.
[[nodiscard]] explore::Options options_of(const ExplorationOrder& order);

class Explorer {
public:
    Explorer(SharedMemory& shared, Case& the_case);

    /// Goes on with the order until the lane is full, nothing is left, or the supervisor says stop.
    void fill(Lane& lane);

private:
    [[nodiscard]] bool over() const;
    void begin_order();
    void begin_scenario();
    [[nodiscard]] bool warmed_up() const;
    void end_rehearsal(std::uint64_t hash);
    void end_scenario();
    /// So that a systematic search can go on in another worker, should this schedule end this one.
    void note_position();
    /// One schedule; its trace stays in the lane if it is a new one.
    void run_schedule(Lane& lane);
    void keep_trace(Lane& lane, std::uint64_t begin);
    static void forget_trace(Lane& lane, std::uint64_t begin);

    SharedMemory& shared_;
    Exploration& exploration_;
    Case& case_;
    std::uint32_t order_ = 0;
    std::vector<scenario::Scenario> scenarios_;
    std::uint32_t scenario_ = 0;
    /// Each scenario begins with the default schedule: once, so that what the subject makes once in a process
    /// is made before the schedules that have to be repeatable; and twice more, to see whether they are.
    std::uint32_t rehearsals_ = 0;
    std::uint64_t rehearsed_ = 0;  ///< the hash of the second
    std::unique_ptr<explore::Controller> controller_;
    std::unordered_set<std::uint64_t> known_;  ///< fingerprints of the scenario's traces
    std::uint64_t case_number_ = 0;
    std::uint32_t traces_ = 0;  ///< in the lane
    std::uint32_t choice_bytes_ = 0;  ///< in the lane
};

}  // namespace wakelaw::conformance
