// SPDX-License-Identifier: MIT
/// \file
/// What the schedules of a session cover: of some scenarios all within a bound, of others a sample.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "supervisor/exploration_process.hpp"
#include "supervisor/schedules.hpp"

namespace wakelaw::conformance {

/// What came of one scenario, search by search.
class ScenarioCoverage {
public:
    void add(const Search& search, const Explored& explored);

    std::optional<Search> completed;  ///< the widest search that came to its end
    std::uint64_t completed_schedules = 0;
    std::uint64_t sampled_schedules = 0;  ///< of those that did not
};

class Coverage {
public:
    void add(const ScenarioCoverage& one);
    /// "all 4,812 schedules with <= 2 preemptions of 31 scenarios; sampled, 200 schedules of 4 scenarios";
    /// empty where there is nothing.
    [[nodiscard]] std::string text() const;

private:
    struct Covered {
        Search search;
        std::uint64_t scenarios = 0;
        std::uint64_t schedules = 0;
    };
    /// The wider bound first.
    std::map<int, Covered, std::greater<>> all_;
    Covered sampled_;
};

}  // namespace wakelaw::conformance
