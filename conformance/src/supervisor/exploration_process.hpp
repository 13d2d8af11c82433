// SPDX-License-Identifier: MIT
/// \file
/// A controlled worker as its supervisor sees it: scenarios go in, and the traces of many schedules of each
/// come out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "supervisor/schedules.hpp"
#include "supervisor/worker_process.hpp"

namespace wakelaw::conformance {

/// What one scenario looked like under one schedule.
struct ScheduledTrace {
    std::uint32_t scenario = 0;  ///< its place in the order
    std::uint64_t schedule = 0;  ///< its number, from 0, in the scenario
    std::vector<std::uint8_t> choices;
    CaseResult result;  ///< `unproved`: it was cut off because it took too many steps
};

/// How far a scenario of the order has come.
struct Explored {
    std::uint64_t schedules = 0;
    std::uint64_t steps = 0;  ///< scheduling points, all schedules together
    bool all = false;  ///< the strategy has no further schedule
};

/// The subject cannot be controlled: nothing that was seen under control counts.
struct Uncontrolled {
    std::string why;  ///< one line
    bool diverged = false;  ///< a schedule that was to be repeated took another course
};

/// Used from one thread. The worker is replaced when a schedule ends it, and goes on with the search.
class ExplorationProcess : private WorkerProcess {
public:
    /// \throws WorkerTrouble if the worker does not come up.
    ExplorationProcess(const SubjectEntry& subject, Patience patience = {});

    /// Begins a search: at most `most_in_order` scenarios, each under at most `most_schedules` schedules.
    /// Precondition: no search is under way.
    void begin(std::vector<scenario::Scenario> scenarios, const Search& search, std::uint64_t seed,
               std::uint64_t most_schedules);
    static constexpr std::size_t most_in_order = 64;
    [[nodiscard]] bool under_way() const { return !scenarios_.empty(); }
    /// Waits for the next traces; those that look like an earlier one of the same scenario are left out.
    /// Precondition: a search is under way; it may have come to its end when this returns.
    /// \throws Uncontrolled, WorkerTrouble.
    [[nodiscard]] std::vector<ScheduledTrace> next();
    /// Ends the search. What was found meanwhile is lost.
    void abandon();
    /// Of the last search.
    [[nodiscard]] Explored explored(std::size_t scenario) const;
    /// Schedules of the last search, all scenarios together.
    [[nodiscard]] std::uint64_t schedules() const;

    /// One schedule again. Precondition: no search is under way.
    /// \throws Uncontrolled, WorkerTrouble.
    [[nodiscard]] ScheduledTrace replay(const scenario::Scenario& scenario,
                                        const std::vector<std::uint8_t>& choices,
                                        scenario::Liberties liberties);

    using WorkerProcess::take_output;

private:
    void submit();
    void set(const Search& search, std::uint64_t seed, std::uint64_t most_schedules);
    void hand_over(const std::vector<scenario::Scenario>& scenarios);
    void wait_for(std::uint32_t number);
    void after_death(trace::Event last, std::uint32_t number);
    std::vector<ScheduledTrace> read(Lane& lane);

    std::vector<scenario::Scenario> scenarios_;  ///< of the search under way
    std::uint32_t orders_ = 0;
    std::vector<std::uint32_t> pending_;  ///< numbers of the lanes submitted and not yet read
};

/// A number that differs from build to build of a worker: of the bytes of its executable. 0 if it cannot be
/// read.
[[nodiscard]] std::uint64_t digest_of(const std::string& worker);

}  // namespace wakelaw::conformance
