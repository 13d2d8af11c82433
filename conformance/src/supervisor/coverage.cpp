// SPDX-License-Identifier: MIT
#include "supervisor/coverage.hpp"

#include <limits>

#include <fmt/format.h>

#include "report/words.hpp"

namespace wakelaw::conformance {

namespace {

/// A search is as wide as its bound, and wider where it does not leave the executor's start and end out; one
/// with few deviations is narrower than any without that bound.
int bound_of(const Search& search) {
    if (search.deviations >= 0) {
        constexpr int below_all = -1000;
        return below_all + search.deviations;
    }
    return search.strategy == explore::Strategy::exhaustive
               ? 2 * search.preemptions + (search.between_start_and_end ? 0 : 1)
               : std::numeric_limits<int>::max();
}

std::string scenarios(std::uint64_t count) {
    return fmt::format("{} {}", report::with_commas(count), count == 1 ? "scenario" : "scenarios");
}

}  // namespace

void ScenarioCoverage::add(const Search& search, const Explored& explored) {
    if (explored.schedules == 0) {
        return;
    }
    if (!explored.all || !search.systematic()) {
        sampled_schedules += explored.schedules;
    } else if (!completed || bound_of(search) > bound_of(*completed)) {
        completed = search;
        completed_schedules = explored.schedules;
    }
}

void Coverage::add(const ScenarioCoverage& one) {
    if (one.completed) {
        Covered& covered = all_[bound_of(*one.completed)];
        covered.search = *one.completed;
        ++covered.scenarios;
        covered.schedules += one.completed_schedules;
    }
    if (one.sampled_schedules != 0) {
        ++sampled_.scenarios;
        sampled_.schedules += one.sampled_schedules;
    }
}

std::string Coverage::text() const {
    std::string text;
    for (const auto& [bound, covered] : all_) {
        text += fmt::format("{}{} of {}", text.empty() ? "" : "; ",
                            covered_by(covered.search, covered.schedules), scenarios(covered.scenarios));
    }
    if (sampled_.scenarios != 0) {
        text += fmt::format(
            "{}sampled, {} {} of {}", text.empty() ? "" : "; ", report::with_commas(sampled_.schedules),
            sampled_.schedules == 1 ? "schedule" : "schedules", scenarios(sampled_.scenarios));
    }
    return text;
}

}  // namespace wakelaw::conformance
