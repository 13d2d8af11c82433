// SPDX-License-Identifier: MIT
// From subject to verdicts by controlled schedules.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include "report/exit_code.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/token.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/exploration_process.hpp"
#include "supervisor/session.hpp"

namespace wakelaw::conformance {
namespace {

using report::SubjectResult;
using report::Verdict;

const SubjectEntry& subject(const std::string& name) {
    static const Catalog catalog =
        read_catalog({WAKELAW_DEFIES_CONTROL, WAKELAW_SPECIMENS, WAKELAW_BASES, WAKELAW_LOSES_WAKES});
    const auto found = std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                                    [&](const SubjectEntry& one) { return one.name == name; });
    if (found == catalog.subjects.end()) {
        throw std::runtime_error("no subject " + name);
    }
    return *found;
}

/// Ends with the number of schedules, ten for each case: the seconds are out of reach.
SessionOptions options(const std::string& schedules, std::uint64_t cases, const std::string& rules = "*") {
    SessionOptions result;
    result.budget = {"test", 3600, cases};
    result.rules = rulebook::select(rules);
    if (!schedules.empty()) {
        result.schedules = parse_schedules(schedules).value();
    }
    return result;
}

const report::RuleResult& of(const SubjectResult& result, const std::string& rule) {
    return *std::find_if(result.rules.begin(), result.rules.end(),
                         [&](const report::RuleResult& one) { return one.rule == rule; });
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(APass, SaysWhichSchedulesItRestsOn) {
    const SubjectResult result = judge_subject(subject("base-threaded"), options("exhaustive:2", 600));
    EXPECT_EQ(result.trouble, "");
    EXPECT_EQ(of(result, "EXEC-1").verdict, Verdict::pass) << of(result, "EXEC-1").note;
    EXPECT_TRUE(contains(of(result, "EXEC-1").evidence, "with <= ")) << of(result, "EXEC-1").evidence;
    EXPECT_TRUE(contains(of(result, "EXEC-1").evidence, " cases")) << "the natural schedules are there, too";
    EXPECT_TRUE(contains(result.control, "all ")) << result.control;
    EXPECT_GT(result.schedules, 0U);
    EXPECT_EQ(result.cases > 0, true);
}

TEST(APass, ByDefaultRestsOnSystematicSearchAndOnSamples) {
    const SubjectResult result = judge_subject(subject("base-threaded"), options("", 300));
    EXPECT_EQ(result.trouble, "");
    EXPECT_TRUE(contains(result.control, "all ")) << result.control;
    EXPECT_TRUE(contains(result.control, "sampled, ")) << result.control;
    for (const report::RuleResult& one : result.rules) {
        EXPECT_FALSE(one.failure) << one.rule;
    }
}

TEST(APass, ByNaturalSchedulesSpeaksOfNoOthers) {
    const SubjectResult result = judge_subject(subject("base-threaded"), options("natural", 300, "EXEC-1"));
    EXPECT_EQ(result.schedules, 0U);
    EXPECT_EQ(result.control, "");
    EXPECT_FALSE(contains(of(result, "EXEC-1").evidence, "schedule"));
}

TEST(AFailure, FoundUnderControlRepeatsEachTimeAndHasATokenWithTheSchedule) {
    for (const char* const schedules : {"exhaustive:2", "random", "pct:3", "pos"}) {
        SessionOptions wanted = options(schedules, 5000, "EXEC-1");
        wanted.natural_too = false;
        wanted.stop_when_found = true;
        const SubjectResult result = judge_subject(subject("late-look"), wanted);
        const report::RuleResult& rule = of(result, "EXEC-1");
        ASSERT_TRUE(rule.failure) << schedules << ": " << rule.note << result.control;
        EXPECT_EQ(rule.failure->confirmed, 3U);
        EXPECT_EQ(rule.failure->confirmation_runs, 3U);
        EXPECT_NE(rule.failure->schedule, "");
        const auto token = scenario::parse_token(rule.failure->token);
        ASSERT_TRUE(token) << token.error();
        ASSERT_TRUE(token->schedule);
        EXPECT_EQ(token->schedule->digest, digest_of(subject("late-look").controlled_worker));
        EXPECT_LE(scenario::size(rule.failure->scenario), 12U) << "it was shrunk";
        const ReplayResult again = replay(subject("late-look"), token->scenario, *token->schedule);
        EXPECT_EQ(again.trouble, "");
        EXPECT_TRUE(std::any_of(again.failures.begin(), again.failures.end(),
                                [](const report::Failure& one) { return one.rule == "EXEC-1"; }));
    }
}

TEST(Exploring, IsNotAskedOfASubjectThatHasNoControlledWorker) {
    const SubjectResult natural = judge_subject(subject("loses-wakes"), options("", 100, "EXEC-2"));
    EXPECT_EQ(natural.control, "");
    EXPECT_EQ(of(natural, "EXEC-2").verdict, Verdict::fail);
    const SubjectResult asked = judge_subject(subject("loses-wakes"), options("random", 100, "EXEC-2"));
    EXPECT_EQ(asked.overall, Verdict::bad_adapter);
    EXPECT_TRUE(contains(asked.trouble, "no controlled worker")) << asked.trouble;
    EXPECT_EQ(report::exit_code({.version = "", .subjects = {asked}}), report::exit_codes::bad_adapter);
}

TEST(Exploring, OfASubjectThatCannotBeControlledCountsForNothing) {
    for (const char* const name : {"forks", "handles-signals", "starts-many-threads", "remembers"}) {
        for (const char* const schedules : {"", "exhaustive:2"}) {
            const SubjectResult result =
                judge_subject(subject(name), options(schedules, 100, "EXEC-1,EXEC-5"));
            EXPECT_EQ(result.trouble, "") << name;
            EXPECT_EQ(result.schedules, 0U) << name;
            EXPECT_EQ(result.control.rfind("not controlled: ", 0), 0U) << name << ": " << result.control;
            EXPECT_EQ(of(result, "EXEC-5").verdict, Verdict::pass) << name << ": by natural schedules";
            EXPECT_FALSE(contains(of(result, "EXEC-5").evidence, "schedule")) << name;
        }
    }
}

TEST(Exploring, BeginsAnewWhereASubjectOnceDoesNotRepeatAScheduleAndSaysSo) {
    const std::string marker = testing::TempDir() + "remembers-once." + std::to_string(getpid());
    std::ofstream(marker) << "here\n";
    setenv("WAKELAW_TEST_MARKER", marker.c_str(), 1);
    SessionOptions wanted = options("exhaustive:2", 100, "EXEC-1,EXEC-5");
    wanted.natural_too = false;
    wanted.examine_adapter = false;
    const SubjectResult result = judge_subject(subject("remembers-once"), wanted);
    unsetenv("WAKELAW_TEST_MARKER");
    EXPECT_EQ(std::remove(marker.c_str()), -1) << "the first process has seen it";
    EXPECT_EQ(result.trouble, "");
    EXPECT_GT(result.schedules, 0U);
    EXPECT_TRUE(contains(result.control, "; begun anew once, since it does not repeat its own schedules: "))
        << result.control;
    EXPECT_TRUE(contains(of(result, "EXEC-5").evidence, "schedule")) << of(result, "EXEC-5").evidence;
}

TEST(Exploring, OfAnEndlessLoopIsInconclusiveAndSaysSo) {
    SessionOptions wanted = options("random", 20, "EXEC-5");
    wanted.natural_too = false;
    wanted.examine_adapter = false;  // which would stop here
    const SubjectResult result = judge_subject(subject("spins-for-ever"), wanted);
    EXPECT_FALSE(of(result, "EXEC-5").failure);
    EXPECT_TRUE(contains(result.control, "cut off")) << result.control;
    EXPECT_NE(of(result, "EXEC-5").verdict, Verdict::pass);
}

}  // namespace
}  // namespace wakelaw::conformance
