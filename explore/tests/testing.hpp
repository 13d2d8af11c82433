// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <gtest/gtest.h>
#include <wakelaw/explore.hpp>

namespace testing_explore {

using wakelaw::explore::Carrier;
using wakelaw::explore::Kind;
using wakelaw::explore::Options;
using wakelaw::explore::Result;
using wakelaw::explore::Strategy;

inline Options with(Strategy strategy, std::uint64_t schedules = 10'000) {
    Options options;
    options.strategy = strategy;
    options.schedules = schedules;
    return options;
}

inline std::string name_of(const Result& result) {
    return result.finding ? std::string(to_string(result.finding->kind)) + ": " + result.finding->message +
                                "\n" + result.finding->table
                          : "nothing found";
}

/// The kind of the finding, or a failure of the test.
inline void expect_finding(const Result& result, Kind kind) {
    ASSERT_TRUE(result.finding.has_value()) << "nothing found in " << result.schedules << " schedules";
    EXPECT_EQ(to_string(result.finding->kind), to_string(kind)) << name_of(result);
}

inline void expect_clean(const Result& result) {
    EXPECT_FALSE(result.finding.has_value()) << name_of(result);
}

}  // namespace testing_explore
