// SPDX-License-Identifier: MIT
#include "report/exit_code.hpp"

#include <gtest/gtest.h>

namespace wakelaw::conformance::report {
namespace {

SubjectResult subject(std::initializer_list<Verdict> verdicts) {
    SubjectResult out;
    for (const Verdict verdict : verdicts) {
        out.rules.emplace_back().verdict = verdict;
    }
    return out;
}

SubjectResult in_trouble(Verdict verdict) {
    SubjectResult out = subject({});
    out.trouble = "it would not start";
    out.overall = verdict;
    return out;
}

int code(std::initializer_list<SubjectResult> subjects) {
    RunResult run;
    run.subjects = subjects;
    return exit_code(run);
}

TEST(ExitCode, IsZeroForPassesWarningsAndWaivers) {
    EXPECT_EQ(code({subject({Verdict::pass})}), 0);
    EXPECT_EQ(code({subject({Verdict::pass, Verdict::warning, Verdict::waived, Verdict::not_applicable})}),
              0);
}

TEST(ExitCode, IsOneForEachKindOfViolation) {
    for (const Verdict verdict : {Verdict::fail, Verdict::crash, Verdict::hang}) {
        EXPECT_EQ(code({subject({Verdict::pass, verdict, Verdict::inconclusive})}), 1);
    }
}

TEST(ExitCode, PutsAViolationBeforeAllElse) {
    EXPECT_EQ(code({in_trouble(Verdict::suite_error), subject({Verdict::fail})}), 1);
    SubjectResult both = in_trouble(Verdict::bad_adapter);
    both.rules.emplace_back().verdict = Verdict::crash;
    EXPECT_EQ(code({both}), 1);
}

TEST(ExitCode, PutsAFaultOfTheSuiteBeforeABadAdapterAndThatBeforeInconclusive) {
    EXPECT_EQ(code({in_trouble(Verdict::bad_adapter), in_trouble(Verdict::suite_error)}), 70);
    EXPECT_EQ(code({subject({Verdict::inconclusive}), in_trouble(Verdict::bad_adapter)}), 4);
    EXPECT_EQ(code({subject({Verdict::inconclusive, Verdict::pass}), subject({Verdict::pass})}), 3);
}

TEST(ExitCode, TakesTroubleOfNoKnownKindForAFaultOfTheSuite) {
    EXPECT_EQ(code({in_trouble(Verdict::pass)}), 70);
}

TEST(ExitCode, IsFiveWhereNothingWasJudged) {
    EXPECT_EQ(code({}), 5);
    EXPECT_EQ(code({subject({})}), 5);
    EXPECT_EQ(code({subject({Verdict::not_applicable, Verdict::not_testable})}), 5);
    EXPECT_EQ(code({subject({Verdict::not_applicable}), subject({Verdict::pass})}), 0);
}

TEST(OverallVerdict, IsTheGravest) {
    EXPECT_EQ(overall(subject({Verdict::pass, Verdict::hang, Verdict::fail})), Verdict::fail);
    EXPECT_EQ(overall(subject({Verdict::pass, Verdict::warning})), Verdict::pass);
    EXPECT_EQ(overall(subject({Verdict::pass, Verdict::waived})), Verdict::waived);
    EXPECT_EQ(overall(subject({Verdict::pass, Verdict::suite_error})), Verdict::suite_error);
    EXPECT_EQ(overall(in_trouble(Verdict::bad_adapter)), Verdict::bad_adapter);
}

}  // namespace
}  // namespace wakelaw::conformance::report
