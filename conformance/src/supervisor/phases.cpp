// SPDX-License-Identifier: MIT
#include "supervisor/phases.hpp"

#include <algorithm>

namespace wakelaw::conformance {

namespace {

// Of the session's time.
constexpr double systematic_share = 0.3;
constexpr double sampled_share = 0.15;
constexpr double explored_share = 0.7;  ///< where the user says how
constexpr std::uint64_t schedules_for_each_case = 10;  ///< of the budget
constexpr std::uint64_t sampled_schedules = 200;  ///< of one scenario at most
constexpr std::uint64_t spurious_schedules = 50;  ///< of one scenario at most
constexpr std::size_t shallow_scenarios = 24;
constexpr double shallow_share = 0.3;  ///< of the time for systematic searches
constexpr int shallow_deviations = 1;
constexpr std::uint64_t shallow_schedules = 300;  ///< of one scenario at most

/// Most faults need few choices other than the obvious ones, and what has few is soon searched: many
/// scenarios get such a search, the first of them before any is searched whole. \param only there is but
/// one scenario.
std::vector<Phase> systematic_phases(const Search& search, double until, bool only) {
    if (search.strategy != explore::Strategy::exhaustive) {
        return {{.rungs = {{search}}, .until = until}};
    }
    Search bounded = search;
    bounded.deviations = shallow_deviations;
    Phase shallow;
    shallow.source = Phase::Source::shallow;
    shallow.rungs = {{bounded, shallow_schedules}};
    shallow.scenarios = shallow_scenarios;
    Phase whole;
    // What is between the executor's start and its end first: it has far fewer schedules.
    for (const bool between : {true, false}) {
        for (int preemptions = 0; preemptions <= search.preemptions; ++preemptions) {
            Search rung = search;
            rung.preemptions = preemptions;
            rung.between_start_and_end = between;
            whole.rungs.push_back({rung});
        }
    }
    shallow.until = until;
    whole.until = only ? until : until * (1 - shallow_share);
    std::vector<Phase> result{shallow, whole, shallow};
    result.front().batches = 1;
    return result;
}

}  // namespace

std::vector<Phase> phases(const SessionOptions& options) {
    const double seconds = options.budget.seconds;
    const Schedules& wanted = options.schedules;
    Search search = wanted.search;
    search.liberties = wanted.liberties;
    const bool asked = wanted.wanted == Schedules::Wanted::explored;
    const double share = !asked ? systematic_share : options.natural_too ? explored_share : 1;
    if (asked && !search.systematic()) {
        return {{.rungs = {{search, options.only ? most_schedules(options) : sampled_schedules}},
                 .size = ControlledSource::Size::any,
                 .until = seconds * share}};
    }
    std::vector<Phase> result = systematic_phases(search, seconds * share, options.only.has_value());
    if (!asked) {
        search.strategy = explore::Strategy::portfolio;
        // A wait that returns without a cause shows who does not wait in a loop, and hides wakes that are
        // lost: in some of the schedules.
        Search spurious = search;
        spurious.liberties.spurious = std::max<std::uint8_t>(1, search.liberties.spurious);
        result.push_back({.source = Phase::Source::sampled,
                          .rungs = {{search, sampled_schedules}, {spurious, spurious_schedules}},
                          .size = ControlledSource::Size::any,
                          .until = seconds * (systematic_share + sampled_share)});
    }
    return result;
}

std::uint64_t most_schedules(const SessionOptions& options) {
    return options.budget.cases * schedules_for_each_case;
}

}  // namespace wakelaw::conformance
