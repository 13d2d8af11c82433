// SPDX-License-Identifier: MIT
// From subject to verdicts.
#include "supervisor/session.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "laws/law.hpp"
#include "process.hpp"
#include "report/exit_code.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/text.hpp"
#include "scenario/token.hpp"
#include "supervisor/catalog.hpp"

namespace wakelaw::conformance {
namespace {

using report::Verdict;

const SubjectEntry& subject(const std::string& name) {
    static const Catalog catalog =
        read_catalog({WAKELAW_MISBEHAVING, WAKELAW_LOSES_WAKES, WAKELAW_REFERENCE_LOCAL});
    const auto found = std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                                    [&](const SubjectEntry& one) { return one.name == name; });
    if (found == catalog.subjects.end()) {
        throw std::runtime_error("no subject " + name);
    }
    return *found;
}

/// Ends with the number of cases: the seconds are out of reach.
SessionOptions options(std::uint64_t cases, const std::string& rules = "*") {
    SessionOptions result;
    result.budget = {"test", 3600, cases};
    result.rules = rulebook::select_for_run(rules);
    return result;
}

SubjectEntry plain_only(SubjectEntry subject) {
    subject.tsan_worker.clear();
    subject.controlled_worker.clear();
    return subject;
}

const report::RuleResult& of(const report::SubjectResult& result, const std::string& rule) {
    return *std::find_if(result.rules.begin(), result.rules.end(),
                         [&](const report::RuleResult& one) { return one.rule == rule; });
}

TEST(JudgingTheReference, BlamesNothingAndGivesEachSelectedRuleItsVerdict) {
    const report::SubjectResult result = judge_subject(plain_only(subject("reference-local")), options(3000));
    EXPECT_EQ(result.trouble, "");
    EXPECT_EQ(result.cases, 3000U);
    EXPECT_EQ(result.rules.size(), rulebook::select_for_run("*").size());
    for (const report::RuleResult& one : result.rules) {
        EXPECT_FALSE(one.failure) << one.rule;
        EXPECT_TRUE(one.verdict == Verdict::pass || one.verdict == Verdict::not_applicable ||
                    one.verdict == Verdict::not_testable ||
                    (testing::address_sanitizer && one.exercised == 0))
            << one.rule << ": " << one.note;
        EXPECT_TRUE(one.verdict != Verdict::pass || (one.exercised != 0 && !one.evidence.empty()))
            << one.rule;
    }
    EXPECT_EQ(of(result, "EXEC-1").verdict, Verdict::pass);
}

TEST(JudgingTheReference, TwiceWithOneSeedPutsTheSameRulesToTheTestEquallyOften) {
    const auto exercised = [](std::uint64_t seed) {
        SessionOptions with_seed = options(1500);
        with_seed.seed = seed;
        SubjectEntry alone = plain_only(subject("reference-local"));
        // With actors, what a trace exercises depends on who is first.
        alone.facts.capabilities = alone.facts.capabilities.without(Capability::wake_from_foreign_thread);
        std::map<std::string, std::uint64_t> counts;
        for (const report::RuleResult& one : judge_subject(alone, with_seed).rules) {
            counts[one.rule] = one.exercised;
        }
        return counts;
    };
    const auto first = exercised(7);
    EXPECT_GT(first.at("EXEC-2"), 0U);
    EXPECT_EQ(first, exercised(7));
    EXPECT_NE(first, exercised(8));
}

TEST(Judging, SaysWhichRulesAreAboutWhatTheAdapterSupplies) {
    SubjectEntry emulating = plain_only(subject("reference-local"));
    emulating.emulated = {Capability::clone, Capability::wakers_outlive_task};
    emulating.facts.capabilities = emulating.facts.capabilities.without(Capability::will_wake);
    const report::SubjectResult result = judge_subject(emulating, options(300));
    EXPECT_TRUE(of(result, "WAK-4").judges_adapter) << "the wakers are the adapter's";
    EXPECT_TRUE(of(result, "EXEC-8").judges_adapter) << "it needs wakers that outlive their task";
    EXPECT_FALSE(of(result, "EXEC-1").judges_adapter);
    EXPECT_FALSE(of(result, "WAK-5").judges_adapter) << "not applicable: nothing is judged";
}

TEST(Judging, WithNoCaseAtAllProvesNothing) {
    SessionOptions none = options(1, "EXEC-8");
    none.only = scenario::parse_text("wakelaw-scenario 1\ntask 0\n  ready\n").value();
    const report::SubjectResult result = judge_subject(plain_only(subject("reference-local")), none);
    EXPECT_EQ(result.cases, 1U);
    EXPECT_EQ(of(result, "EXEC-8").verdict, Verdict::inconclusive);
    EXPECT_EQ(result.overall, Verdict::inconclusive);
}

TEST(Judging, EndsWhenItIsInterruptedWithWhatThereIs) {
    std::atomic<bool> interrupted{false};
    SessionOptions endless = options(~std::uint64_t{0} / 4);
    endless.interrupted = &interrupted;
    endless.progress = [&](std::uint64_t cases, double, std::uint64_t) { interrupted = cases >= 100; };
    const report::SubjectResult result = judge_subject(plain_only(subject("reference-local")), endless);
    EXPECT_GE(result.cases, 100U);
    EXPECT_EQ(result.rules.size(), rulebook::select_for_run("*").size());
    EXPECT_EQ(result.trouble, "");
}

void expect_bad_adapter(const report::SubjectResult& result, const std::string& part) {
    EXPECT_EQ(result.overall, Verdict::bad_adapter);
    EXPECT_NE(result.trouble.find(part), std::string::npos) << result.trouble;
    EXPECT_EQ(report::exit_code({.version = "", .subjects = {result}}), report::exit_codes::bad_adapter);
    EXPECT_EQ(of(result, "EXEC-1").verdict, Verdict::bad_adapter);
}

TEST(ABadAdapter, ThatDeclaresWhatItHasNoOperationForIsToldWhich) {
    expect_bad_adapter(judge_subject(subject("declares-join"), options(100)), "join");
}

TEST(ABadAdapter, ThatThrowsUnsupportedWhereItDeclaresSpawnIsToldSo) {
    expect_bad_adapter(judge_subject(plain_only(subject("throws-unsupported")), options(500)), "Unsupported");
}

TEST(ABadAdapter, WhoseWorkerIsMissingIsNoException) {
    SubjectEntry missing = plain_only(subject("reference-local"));
    missing.worker = "/nonexistent/worker";
    expect_bad_adapter(judge_subject(missing, options(100)), "/nonexistent/worker");
}

TEST(ABadAdapter, WhoseThreadSanitizerWorkerIsMissingIsNoException) {
    SubjectEntry missing = subject("reference-local");
    missing.tsan_worker = "/nonexistent/worker";
    const report::SubjectResult result = judge_subject(missing, options(100));
    EXPECT_NE(result.trouble.find("/nonexistent/worker"), std::string::npos) << result.trouble;
}

TEST(ABadAdapter, ThatCannotBeMadeIsToldWhy) {
    expect_bad_adapter(judge_subject(plain_only(subject("throws-from-make")), options(100)),
                       "cannot be made");
    SessionOptions unexamined = options(100);
    unexamined.examine_adapter = false;
    expect_bad_adapter(judge_subject(plain_only(subject("throws-from-make")), unexamined), "make");
}

TEST(ACrash, OfASubjectNeverTakesTheSuiteWithIt) {
    for (const char* const name :
         {"crashes-in-spawn", "exits-in-drive", "aborts-in-drive", "throws-from-destroy",
          "exits-through-a-crash", "throws-from-spawn", "leaves-a-crash", "prints-a-lot"}) {
        const report::SubjectResult result = judge_subject(plain_only(subject(name)), options(150));
        EXPECT_GT(result.cases, 0U) << name;
        EXPECT_EQ(result.rules.size(), rulebook::select_for_run("*").size()) << name;
        const int code = report::exit_code({.version = "", .subjects = {result}});
        if (std::string(name) == "prints-a-lot") {
            EXPECT_NE(code, report::exit_codes::violation) << "printing breaks no rule";
        } else if (std::string(name) == "throws-from-spawn" || std::string(name) == "leaves-a-crash") {
            // The thread that is left may die in a case, or between two of them.
            EXPECT_NE(code, report::exit_codes::conformant) << name;
        } else {
            EXPECT_EQ(code, report::exit_codes::violation) << name << ": " << result.trouble;
        }
    }
}

TEST(ALostWake, IsBlamedOnItsRuleConfirmedShrunkAndReplayed) {
    for (const char* const name : {"loses-wakes", "loses-wakes-on-a-thread"}) {
        const SubjectEntry entry = plain_only(subject(name));
        const report::SubjectResult result = judge_subject(entry, options(2000, "EXEC-2"));
        const report::RuleResult& rule = of(result, "EXEC-2");
        ASSERT_TRUE(rule.failure) << name << ": " << rule.note;
        EXPECT_TRUE(rule.verdict == Verdict::fail || rule.verdict == Verdict::hang) << name;
        EXPECT_EQ(rule.failure->confirmed, rule.failure->confirmation_runs) << name;
        EXPECT_LE(scenario::size(rule.failure->scenario), 6U) << scenario::to_text(rule.failure->scenario);

        const auto token = scenario::parse_token(rule.failure->token);
        ASSERT_TRUE(token) << token.error();
        EXPECT_EQ(token->subject, name);
        EXPECT_EQ(token->scenario, rule.failure->scenario);
        const ReplayResult again = replay(entry, token->scenario, false, 10);
        EXPECT_EQ(again.runs, 1U);
        EXPECT_TRUE(std::any_of(again.failures.begin(), again.failures.end(), [](const report::Failure& one) {
            return one.rule == "EXEC-2";
        })) << name;
    }
}

TEST(Stopping, WhenFoundSavesTheRestOfTheBudget) {
    SessionOptions early = options(~std::uint64_t{0} / 4, "EXEC-2");
    early.stop_when_found = true;
    const report::SubjectResult result = judge_subject(plain_only(subject("loses-wakes")), early);
    EXPECT_TRUE(of(result, "EXEC-2").failure);
}

TEST(Replaying, WhatConformsFindsNothing) {
    const auto scenario =
        scenario::parse_text("wakelaw-scenario 1\ntask 0\n  wake_self 1; yield\n  ready\n").value();
    const ReplayResult result = replay(subject("reference-local"), scenario, false, 5);
    EXPECT_EQ(result.runs, 5U);
    EXPECT_TRUE(result.failures.empty());
    EXPECT_EQ(result.trouble, "");
}

TEST(Replaying, OnAWorkerThatIsMissingIsTrouble) {
    SubjectEntry missing = subject("reference-local");
    missing.worker = "/nonexistent/worker";
    EXPECT_NE(replay(missing, {}, false, 5).trouble, "");
}

}  // namespace
}  // namespace wakelaw::conformance
