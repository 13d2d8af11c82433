// SPDX-License-Identifier: MIT
/// \file
/// What the sessions of one subject come to, against what is expected of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cli/selftest/expectations.hpp"

namespace wakelaw::conformance::cli {

struct Tally {
    std::uint64_t sessions = 0;
    std::uint64_t killed = 0;
    std::map<std::string, std::uint64_t> blamed;  ///< rules other than its own
    std::vector<std::string> faults;  ///< one line each
    double seconds = 0;
    double slowest = 0;
    std::uint64_t most_schedules = 0;
    std::string not_controlled;  ///< why, where it is not
};

/// What one session says against the expectation.
void judge(const Expectation& expected, const report::SubjectResult& result, const SelftestOptions& options,
           const Schedules& schedules, Tally& tally);

/// A row of the kill matrix.
[[nodiscard]] std::string line(const Expectation& expected, const Tally& tally);

}  // namespace wakelaw::conformance::cli
