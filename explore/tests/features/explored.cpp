// SPDX-License-Identifier: MIT
#include "explored.hpp"

#include <string>

#include <gtest/gtest.h>

namespace wakelaw::explore::features {

namespace {

constexpr std::uint64_t random_schedules = 200;
constexpr std::uint64_t exhaustive_schedules = 400;

Result explore_at_random(const std::function<void()>& body, Options options) {
    options.strategy = Strategy::random;
    options.schedules = random_schedules;
    return explore(body, options);
}

Result explore_exhaustively(const std::function<void()>& body, Options options) {
    options.strategy = Strategy::exhaustive;
    options.preemptions = 1;
    options.schedules = exhaustive_schedules;
    return explore(body, options);
}

std::string describe(const Finding& finding) {
    return std::string(to_string(finding.kind)) + " in schedule " + std::to_string(finding.schedule) + ": " +
           finding.message + "\n" + finding.table;
}

}  // namespace

void expect_clean(const std::function<void()>& body, Options options) {
    const Result random = explore_at_random(body, options);
    EXPECT_FALSE(random.finding) << "at random: " << describe(*random.finding);
    EXPECT_EQ(random.schedules, random_schedules);
    const Result exhaustive = explore_exhaustively(body, options);
    EXPECT_FALSE(exhaustive.finding) << "exhaustively: " << describe(*exhaustive.finding);
    EXPECT_TRUE(exhaustive.exhausted || exhaustive.schedules == exhaustive_schedules)
        << exhaustive.schedules << " schedules";
}

void expect_finding(Kind kind, const std::function<void()>& body, Options options) {
    Result result = explore_at_random(body, options);
    if (!result.finding) {
        result = explore_exhaustively(body, options);
    }
    ASSERT_TRUE(result.finding) << "no finding in " << result.schedules << " schedules";
    EXPECT_EQ(to_string(result.finding->kind), to_string(kind)) << describe(*result.finding);
}

}  // namespace wakelaw::explore::features
