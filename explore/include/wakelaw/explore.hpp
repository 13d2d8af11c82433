// SPDX-License-Identifier: MIT
/// \file
/// Controlled schedules for any concurrent C++ code: runs a body many times, each time under another schedule
/// of its threads, and reports the first schedule that deadlocks, races, breaks an assertion, or harms
/// memory.
///
/// The code under test is compiled with -fsanitize=thread and linked without it, against this library
/// (`wakelaw_add_controlled_executable` in CMake); its sources stay as they are.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wakelaw::explore {

/// How the next thread is chosen at a scheduling point.
enum class Strategy : std::uint8_t {
    portfolio,  ///< several of the following in turn; the default
    random,  ///< random walk; in every second schedule the running thread goes on for a while
    pct,  ///< priorities with `depth` - 1 change points
    pos,  ///< partial order sampling
    exhaustive,  ///< depth first, all schedules with at most `preemptions` preemptions
    sleep_sets,  ///< depth first, unbounded, one schedule for each class of equivalent ones
};

/// What carries the threads of the code under test. Both make the same schedules from the same seed.
enum class Carrier : std::uint8_t {
    automatic,  ///< user-level where the platform allows, else threads
    user_level,  ///< switched in one thread of the system
    threads,  ///< one thread of the system each, for debuggers
};

enum class Kind : std::uint8_t {
    deadlock,  ///< no thread can run
    livelock,  ///< `most_steps` steps and no end
    data_race,
    use_after_free,
    double_free,
    assertion,  ///< `fail` or a false `require`
    crash,  ///< a signal, std::terminate, exit
    leak,
    uncontrolled,  ///< something ran that cannot be controlled; nothing is said about the code
    nondeterministic,  ///< the same choices led to another run
    unsupported,  ///< too many threads, fork, and the like
};
[[nodiscard]] std::string_view to_string(Kind kind);
[[nodiscard]] std::string_view to_string(Strategy strategy);

struct Options {
    Strategy strategy = Strategy::portfolio;
    Carrier carrier = Carrier::automatic;
    std::uint64_t seed = 1;
    std::uint64_t schedules = 10'000;  ///< at most
    double seconds = 0;  ///< at most; 0: no limit
    unsigned depth = 3;  ///< Strategy::pct
    int preemptions = 2;  ///< Strategy::exhaustive; -1: no bound
    int deviations =
        -1;  ///< Strategy::exhaustive: at most so many choices other than the first; -1: no bound
    /// Strategy::exhaustive: alternatives are tried between `begin_search` and `end_search` only.
    bool marked_part = false;
    std::uint32_t most_steps = 20'000;  ///< of one schedule
    std::uint32_t schedules_per_process = 500;  ///< a crash costs one process; 0: all in the calling process
    double patience = 10;  ///< seconds that a process may go without a step before it is said to be stuck
    bool detect_races = true;
    bool detect_leaks = false;
    /// Loads, and compare-exchanges that fail, may return stale values where C++20 allows it.
    bool weak_memory = false;
    bool plain_accesses = false;  ///< plain reads and writes are scheduling points too
    /// At most so many times in a schedule something fails or wakes without a cause, where C++ and POSIX
    /// allow it: a compare_exchange_weak, a wait on a condition variable or on a futex. Each is a choice. 0
    /// to 8.
    unsigned spurious = 0;
    bool eager_timeouts = false;  ///< timed waits may time out although others can run
    std::string replay;  ///< a token: run just that schedule
};

struct Finding {
    Kind kind = Kind::assertion;
    std::string message;  ///< one line
    std::string token;  ///< replays the schedule
    std::string table;  ///< the schedule: threads side by side, time downwards, source lines where known
    std::uint64_t schedule = 0;  ///< its number, from 1
};

struct Result {
    std::uint64_t schedules = 0;
    std::uint64_t steps = 0;
    bool exhausted = false;  ///< the strategy has no further schedule
    double seconds = 0;
    Strategy strategy = Strategy::portfolio;  ///< the one that was in use at the end
    std::optional<Finding> finding;
};

/// Runs `body` under one schedule after the other until a finding, or until an option ends it. The body is
/// called on a controlled thread and may start threads, which it joins or leaves behind. \pre called from an
/// uncontrolled thread; not reentrant. \throws std::invalid_argument for an option out of range or a token
/// that cannot be read, with one clear line.
[[nodiscard]] Result explore(const std::function<void()>& body, const Options& options = {});

/// Ends the schedule with a finding Kind::assertion. Outside of a controlled schedule it aborts.
[[noreturn]] void fail(std::string_view what);
inline void require(bool condition, std::string_view what) {
    if (!condition) {
        fail(what);
    }
}

/// With Options::marked_part, for bodies that set up and take down around what they are about: the search has
/// alternatives from here on. First the other threads go on until they wait, unless they never do. Without
/// that option it is a scheduling point and no more, so that a token needs no option; outside of a controlled
/// schedule, nothing.
void begin_search() noexcept;
/// From here on the default choices.
void end_search() noexcept;

/// Whether the calling thread is controlled now.
[[nodiscard]] bool controlled() noexcept;

}  // namespace wakelaw::explore
