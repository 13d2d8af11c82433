// SPDX-License-Identifier: MIT
// What --schedules understands, and what a PASS says of it.
#include "supervisor/schedules.hpp"

#include <gtest/gtest.h>

#include <string>

#include "supervisor/coverage.hpp"

namespace wakelaw::conformance {
namespace {

using explore::Strategy;

TEST(Schedules, AreReadAsTheyAreWritten) {
    const auto exhaustive = parse_schedules("exhaustive:2");
    ASSERT_TRUE(exhaustive);
    EXPECT_EQ(exhaustive->wanted, Schedules::Wanted::explored);
    EXPECT_EQ(exhaustive->search.preemptions, 2);
    for (const char* const text :
         {"exhaustive:0", "exhaustive:8", "pct:1", "pct:32", "random", "pos", "sleep-sets"}) {
        const auto parsed = parse_schedules(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->wanted, Schedules::Wanted::explored);
        EXPECT_EQ(to_string(parsed->search), text);
    }
    EXPECT_EQ(parse_schedules("natural")->wanted, Schedules::Wanted::natural);
}

TEST(Schedules, SayWhichLibertiesTheyTake) {
    Search search;
    search.liberties.weak_memory = true;
    EXPECT_EQ(to_string(search), "exhaustive:2, weak memory");
    EXPECT_EQ(covered_by(search, 7), "all 7 schedules with <= 2 preemptions and weak memory");
    search.liberties.spurious = 3;
    EXPECT_EQ(to_string(search), "exhaustive:2, weak memory, spurious:3");
    EXPECT_EQ(covered_by(search, 7),
              "all 7 schedules with <= 2 preemptions and weak memory and <= 3 returns without a cause");
    search = {};
    search.preemptions = 0;
    search.liberties.spurious = 1;
    EXPECT_EQ(covered_by(search, 7), "all 7 schedules without a preemption and <= 1 return without a cause");
}

TEST(Schedules, ThatAreNoneAreRefusedInOneLineThatNamesWhatThereIs) {
    for (const char* const text :
         {"", "exhaustive", "exhaustive:", "exhaustive:9", "exhaustive:-1", "exhaustive:2x", "pct", "pct:0",
          "pct:33", "random:2", "pos:1", "natural:1", "Random", "dfs"}) {
        const auto parsed = parse_schedules(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().rfind(std::string("--schedules ") + text + ": ", 0), 0U) << parsed.error();
        EXPECT_NE(parsed.error().find("exhaustive:K"), std::string::npos);
        EXPECT_NE(parsed.error().find("natural"), std::string::npos);
        EXPECT_EQ(parsed.error().find('\n'), std::string::npos);
    }
}

ScenarioCoverage explored(const Search& search, std::uint64_t schedules, bool all) {
    ScenarioCoverage one;
    one.add(search, {schedules, 0, all});
    return one;
}

TEST(Coverage, SaysAllOnlyOfWhatCameToItsEnd) {
    const Search two;
    Coverage coverage;
    EXPECT_EQ(coverage.text(), "");
    coverage.add(explored(two, 4000, true));
    coverage.add(explored(two, 812, true));
    EXPECT_EQ(coverage.text(), "all 4,812 schedules with <= 2 preemptions of 2 scenarios");
    coverage.add(explored(two, 100, false));
    Search random;
    random.strategy = Strategy::random;
    coverage.add(explored(random, 100, true));
    EXPECT_EQ(
        coverage.text(),
        "all 4,812 schedules with <= 2 preemptions of 2 scenarios; sampled, 200 schedules of 2 scenarios");
}

TEST(Coverage, OfAScenarioIsThatOfTheWidestSearchThatEnded) {
    Search one;
    one.preemptions = 1;
    const Search two;
    ScenarioCoverage scenario;
    scenario.add(one, {50, 0, true});
    scenario.add(two, {900, 0, true});
    Coverage coverage;
    coverage.add(scenario);
    EXPECT_EQ(coverage.text(), "all 900 schedules with <= 2 preemptions of 1 scenario");
    scenario = explored(one, 50, true);
    scenario.add(two, {700, 0, false});
    coverage.add(scenario);
    EXPECT_EQ(
        coverage.text(),
        "all 900 schedules with <= 2 preemptions of 1 scenario; all 50 schedules with <= 1 preemption of 1 "
        "scenario; sampled, 700 schedules of 1 scenario");
}

TEST(Coverage, OfASearchWithFewDeviationsIsNotTakenForAWiderOne) {
    Search shallow;
    shallow.deviations = 1;
    Coverage coverage;
    coverage.add(explored(shallow, 70, true));
    coverage.add(explored(Search{}, 900, true));
    EXPECT_EQ(
        coverage.text(),
        "all 900 schedules with <= 2 preemptions of 1 scenario; all 70 schedules with <= 1 deviation of 1 "
        "scenario");
}

TEST(Coverage, OfASearchWithoutStartAndEndComesBeforeThatOfOneWithFewerPreemptions) {
    Search between;
    between.between_start_and_end = true;
    Search narrow;
    narrow.preemptions = 1;
    ScenarioCoverage scenario;
    scenario.add(between, {40, 0, true});
    scenario.add(narrow, {900, 0, true});
    Coverage coverage;
    coverage.add(scenario);
    EXPECT_EQ(coverage.text(), "all 40 schedules with <= 2 preemptions between start and end of 1 scenario");
    scenario.add(Search{}, {9000, 0, true});
    Coverage whole;
    whole.add(scenario);
    EXPECT_EQ(whole.text(), "all 9,000 schedules with <= 2 preemptions of 1 scenario");
}

TEST(Coverage, OfWhatWasNeverRunIsNothing) {
    Coverage coverage;
    coverage.add(explored(Search{}, 0, false));
    EXPECT_EQ(coverage.text(), "");
}

}  // namespace
}  // namespace wakelaw::conformance
