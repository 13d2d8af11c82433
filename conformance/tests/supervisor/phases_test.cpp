// SPDX-License-Identifier: MIT
// What a session explores under control, in which order, and for how long.
#include "supervisor/phases.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace wakelaw::conformance {
namespace {

using explore::Strategy;

SessionOptions options(const std::string& schedules) {
    SessionOptions result;
    result.budget = {"100s", 100, 1000};
    if (!schedules.empty()) {
        result.schedules = parse_schedules(schedules).value();
    }
    return result;
}

TEST(ThePhases, OfASearchBeginWithOneBatchOfFewChoicesAndReturnToThem) {
    SessionOptions asked = options("exhaustive:2");
    asked.natural_too = false;
    const std::vector<Phase> all = phases(asked);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].source, Phase::Source::shallow);
    EXPECT_EQ(all[0].batches, 1U);
    EXPECT_GE(all[0].rungs.front().search.deviations, 0);
    EXPECT_EQ(all[1].source, Phase::Source::whole);
    EXPECT_EQ(all[2].source, Phase::Source::shallow);
    EXPECT_GT(all[2].batches, 1000U);
    EXPECT_LT(all[1].until, all[2].until);
    EXPECT_EQ(all[2].until, 100) << "all the time is used";
}

TEST(ThePhases, ClimbToTheWantedBoundBetweenStartAndEndBeforeTheySearchTheWhole) {
    const std::vector<Phase> all = phases(options("exhaustive:2"));
    std::vector<std::pair<bool, int>> rungs;
    for (const Rung& one : all[1].rungs) {
        EXPECT_LT(one.search.deviations, 0);
        rungs.emplace_back(one.search.between_start_and_end, one.search.preemptions);
    }
    EXPECT_EQ(rungs, (std::vector<std::pair<bool, int>>{
                         {true, 0}, {true, 1}, {true, 2}, {false, 0}, {false, 1}, {false, 2}}));
}

TEST(ThePhases, LeaveTheNaturalSchedulesTheirTime) {
    EXPECT_LT(phases(options("exhaustive:2")).back().until, 100);
    EXPECT_LT(phases(options("random")).back().until, 100);
    const std::vector<Phase> automatic = phases(options(""));
    EXPECT_LT(automatic.back().until, 100);
    EXPECT_EQ(automatic.back().source, Phase::Source::sampled);
    EXPECT_EQ(automatic.back().rungs.front().search.strategy, Strategy::portfolio);
    EXPECT_EQ(automatic.back().size, ControlledSource::Size::any);
    EXPECT_GT(automatic.back().until, automatic.front().until);
}

TEST(ThePhases, OfSamplesAndOfSleepSetsAreOne) {
    for (const char* const schedules : {"random", "pct:3", "pos"}) {
        const std::vector<Phase> all = phases(options(schedules));
        ASSERT_EQ(all.size(), 1U) << schedules;
        EXPECT_EQ(all[0].size, ControlledSource::Size::any);
    }
    const std::vector<Phase> all = phases(options("sleep-sets"));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].size, ControlledSource::Size::small);
    EXPECT_EQ(all[0].rungs.front().search.strategy, Strategy::sleep_sets);
}

TEST(ThePhases, OfOneScenarioGiveItAllTheTimeAndAllTheSchedules) {
    SessionOptions one = options("exhaustive:1");
    one.natural_too = false;
    one.only = scenario::Scenario{};
    EXPECT_EQ(phases(one)[1].until, 100);
    one.schedules = parse_schedules("random").value();
    EXPECT_EQ(phases(one)[0].rungs.front().most_of_scenario, most_schedules(one));
}

TEST(ThePhases, TakeTheLibertiesThatAreAskedForInAllSearches) {
    for (const scenario::Liberties liberties : {scenario::Liberties{}, {true, 0}, {false, 2}}) {
        for (const char* const schedules : {"exhaustive:2", "pos"}) {
            SessionOptions one = options(schedules);
            one.schedules.liberties = liberties;
            for (const Phase& phase : phases(one)) {
                for (const Rung& rung : phase.rungs) {
                    EXPECT_EQ(rung.search.liberties, liberties) << schedules;
                }
            }
        }
    }
}

TEST(ThePhases, WithoutAWishHaveSomeSamplesInWhichAWaitReturnsWithoutACause) {
    for (const scenario::Liberties liberties : {scenario::Liberties{}, {true, 0}, {false, 2}}) {
        SessionOptions one = options("");
        one.schedules.liberties = liberties;
        std::vector<Phase> all = phases(one);
        const std::vector<Rung> sampled = all.back().rungs;
        all.pop_back();
        for (const Phase& phase : all) {
            for (const Rung& rung : phase.rungs) {
                EXPECT_EQ(rung.search.liberties, liberties);
            }
        }
        ASSERT_EQ(sampled.size(), 2U);
        EXPECT_EQ(sampled[0].search.liberties, liberties);
        EXPECT_EQ(sampled[1].search.liberties.weak_memory, liberties.weak_memory);
        EXPECT_EQ(sampled[1].search.liberties.spurious, liberties.spurious == 0 ? 1 : liberties.spurious);
        EXPECT_LT(sampled[1].most_of_scenario, sampled[0].most_of_scenario);
    }
}

}  // namespace
}  // namespace wakelaw::conformance
