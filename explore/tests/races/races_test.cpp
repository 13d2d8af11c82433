// SPDX-License-Identifier: MIT
//
// Every planted race is found, for every seed, within schedules that take less than a second; nothing is
// found in the correct versions. The tests named Long do the same with more seeds and schedules.
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <wakelaw/explore.hpp>

#include "programs.hpp"

namespace wakelaw::explore::races {

void PrintTo(const Program& program, std::ostream* out) { *out << program.name; }

namespace {

// At the 8,000 schedules a second that the slower carrier must make, less than a second.
constexpr std::uint64_t schedules_to_find = 7'000;
// Enough for each program to be exhausted, and so few that it takes less than a second.
constexpr std::uint64_t schedules_to_exhaust = 20'000;

std::vector<Program> with_defect(bool defect) {
    std::vector<Program> chosen;
    for (const Program& program : programs()) {
        if ((program.defect != Defect::none) == defect) {
            chosen.push_back(program);
        }
    }
    return chosen;
}

std::string name_of(const testing::TestParamInfo<Program>& info) { return std::string(info.param.name); }

Options options_for(const Program& program, Strategy strategy, std::uint64_t schedules) {
    Options options;
    options.strategy = strategy;
    options.schedules = schedules;
    options.weak_memory = program.defect == Defect::stale_load;
    return options;
}

std::string describe(const Result& result) {
    if (!result.finding) {
        return "no finding in " + std::to_string(result.schedules) + " schedules";
    }
    return std::string(to_string(result.finding->kind)) + ": " + result.finding->message + "\n" +
           result.finding->table + "token " + result.finding->token;
}

void expect_found_for_each_seed(const Program& program, std::uint64_t seeds, std::uint64_t schedules) {
    for (const Strategy strategy : {Strategy::random, Strategy::pos}) {
        Options options = options_for(program, strategy, schedules);
        for (options.seed = 1; options.seed <= seeds; ++options.seed) {
            const Result result = explore(program.run, options);
            EXPECT_TRUE(result.finding)
                << to_string(strategy) << ", seed " << options.seed << ": " << describe(result);
        }
    }
}

void expect_clean(const Program& program, Options options) {
    for (const Strategy strategy : {Strategy::random, Strategy::pct, Strategy::pos}) {
        options.strategy = strategy;
        const Result result = explore(program.run, options);
        EXPECT_FALSE(result.finding) << to_string(strategy) << ": " << describe(result);
        EXPECT_EQ(result.schedules, options.schedules) << to_string(strategy);
    }
}

class PlantedRace : public testing::TestWithParam<Program> {};
INSTANTIATE_TEST_SUITE_P(Program, PlantedRace, testing::ValuesIn(with_defect(true)), name_of);

TEST_P(PlantedRace, IsFoundAtRandomAndByPartialOrderSampling) {
    expect_found_for_each_seed(GetParam(), 5, schedules_to_find);
}

TEST_P(PlantedRace, LongIsFoundForAHundredSeeds) {
    expect_found_for_each_seed(GetParam(), 100, schedules_to_find);
}

TEST_P(PlantedRace, IsFoundByExhaustiveSearchWithTwoPreemptions) {
    const Result result =
        explore(GetParam().run, options_for(GetParam(), Strategy::exhaustive, schedules_to_exhaust));
    EXPECT_TRUE(result.finding) << describe(result);
}

TEST_P(PlantedRace, IsFoundByThePortfolio) {
    const Result result =
        explore(GetParam().run, options_for(GetParam(), Strategy::portfolio, schedules_to_exhaust));
    EXPECT_TRUE(result.finding) << describe(result);
}

TEST_P(PlantedRace, IsFoundAgainByItsToken) {
    Options options = options_for(GetParam(), Strategy::random, schedules_to_find);
    const Result found = explore(GetParam().run, options);
    ASSERT_TRUE(found.finding) << describe(found);
    options.replay = found.finding->token;
    const Result replayed = explore(GetParam().run, options);
    ASSERT_TRUE(replayed.finding) << describe(replayed);
    EXPECT_EQ(replayed.finding->kind, found.finding->kind) << describe(replayed);
    EXPECT_EQ(replayed.schedules, 1U);
}

class CorrectProgram : public testing::TestWithParam<Program> {};
INSTANTIATE_TEST_SUITE_P(Program, CorrectProgram, testing::ValuesIn(with_defect(false)), name_of);

TEST_P(CorrectProgram, IsNotAccused) {
    expect_clean(GetParam(), options_for(GetParam(), Strategy::random, 2'000));
}

TEST_P(CorrectProgram, LongIsNotAccused) {
    expect_clean(GetParam(), options_for(GetParam(), Strategy::random, 100'000));
}

TEST_P(CorrectProgram, IsNotAccusedWithWeakMemory) {
    Options options = options_for(GetParam(), Strategy::random, 2'000);
    options.weak_memory = true;
    expect_clean(GetParam(), options);
}

TEST_P(CorrectProgram, LongIsNotAccusedWithWeakMemory) {
    Options options = options_for(GetParam(), Strategy::random, 100'000);
    options.weak_memory = true;
    expect_clean(GetParam(), options);
}

TEST_P(CorrectProgram, IsExhaustedWithTwoPreemptions) {
    const Result result =
        explore(GetParam().run, options_for(GetParam(), Strategy::exhaustive, schedules_to_exhaust));
    EXPECT_FALSE(result.finding) << describe(result);
    EXPECT_TRUE(result.exhausted) << describe(result);
}

const Program& sleep_handshake_with_acquire_and_release() { return *find_program("sleep_handshake_broken"); }

TEST(SleepHandshake, OfAcquireAndReleaseIsFoundWithin50SchedulesOfWeakMemory) {
    expect_found_for_each_seed(sleep_handshake_with_acquire_and_release(), 20, 50);
}

TEST(SleepHandshake, OfAcquireAndReleaseIsNotFoundWithoutWeakMemory) {
    Options options;
    options.schedules = 2'000;
    expect_clean(sleep_handshake_with_acquire_and_release(), options);
}

TEST(SleepHandshake, LongOfAcquireAndReleaseIsNotFoundWithoutWeakMemory) {
    Options options;
    options.schedules = 100'000;
    expect_clean(sleep_handshake_with_acquire_and_release(), options);
}

}  // namespace

}  // namespace wakelaw::explore::races
