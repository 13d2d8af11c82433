// SPDX-License-Identifier: MIT
#include "report/waivers.hpp"

#include <gtest/gtest.h>

#include "report/exit_code.hpp"

namespace wakelaw::conformance::report {
namespace {

std::vector<rulebook::Rule> three_rules() {
    std::vector<rulebook::Rule> rules(3);
    rules[0].id = "EXEC-1";
    rules[1].id = "EXEC-15";
    rules[2].id = "FUT-2";
    rules[2].untested = "no law is possible: it binds the author of a future";
    return rules;
}

std::string error_of(std::string_view text) {
    const auto parsed = parse_waivers("waivers.toml", text, three_rules());
    return parsed ? "no error" : parsed.error();
}

constexpr std::string_view shape =
    "a waiver is a table [[waiver]] that has a subject, a rule and a reason, each a text";

SubjectResult pool(Verdict lost_wake, Verdict late_destruction) {
    SubjectResult subject;
    subject.subject = "pool";
    subject.rules.resize(2);
    subject.rules[0].rule = "EXEC-1";
    subject.rules[0].verdict = lost_wake;
    subject.rules[1].rule = "EXEC-15";
    subject.rules[1].verdict = late_destruction;
    subject.overall = overall(subject);
    return subject;
}

TEST(WaiverFile, IsReadWithItsReasons) {
    const auto parsed = parse_waivers(
        "waivers.toml",
        "[[waiver]]\nsubject = \"pool\"\nrule = \"EXEC-15\"\nreason = \"the arena frees at the end\"\n",
        three_rules());
    ASSERT_TRUE(parsed) << parsed.error();
    ASSERT_EQ(parsed->size(), 1U);
    EXPECT_EQ(parsed->front().subject, "pool");
    EXPECT_EQ(parsed->front().rule, "EXEC-15");
    EXPECT_EQ(parsed->front().reason, "the arena frees at the end");
}

TEST(WaiverFile, OfARuleThatDoesNotExistNamesItsLine) {
    EXPECT_EQ(error_of("[[waiver]]\nsubject = \"pool\"\nrule = \"EXEC-99\"\nreason = \"so\"\n"),
              "waivers.toml:3: there is no rule \"EXEC-99\"; `wakelaw list --rules` shows all 3");
}

TEST(WaiverFile, OfARuleWithoutALawHasNothingToWaive) {
    EXPECT_EQ(error_of("[[waiver]]\nsubject = \"pool\"\nrule = \"FUT-2\"\nreason = \"so\"\n"),
              "waivers.toml:3: FUT-2 has no law, so there is nothing to waive; remove it");
}

TEST(WaiverFile, WithoutAReasonIsRefused) {
    EXPECT_EQ(error_of("\n[[waiver]]\nsubject = \"pool\"\nrule = \"EXEC-1\"\n"),
              std::string("waivers.toml:2: ").append(shape));
    EXPECT_EQ(error_of("[[waver]]\nsubject = \"pool\"\n"), std::string("waivers.toml:1: ").append(shape));
    EXPECT_EQ(error_of("waiver = 3\n"), std::string("waivers.toml:1: ").append(shape));
}

TEST(WaiverFile, ThatIsNoTomlOrNotThereSaysSo) {
    EXPECT_TRUE(error_of("[[waiver]\n").starts_with("waivers.toml:1: "));
    EXPECT_EQ(read_waivers("/nowhere/waivers.toml", three_rules()).error(),
              "cannot read /nowhere/waivers.toml: No such file or directory");
}

TEST(Waiving, TurnsAViolationAndAWarningIntoWaived) {
    SubjectResult subject = pool(Verdict::hang, Verdict::warning);
    EXPECT_TRUE(waive(subject, {{"pool", "EXEC-1", "known"}, {"pool", "EXEC-15", "meant"}}).empty());
    EXPECT_EQ(subject.rules[0].verdict, Verdict::waived);
    EXPECT_EQ(subject.rules[0].note, "known");
    EXPECT_EQ(subject.rules[1].verdict, Verdict::waived);
    EXPECT_EQ(subject.overall, Verdict::waived);
}

TEST(Waiving, LeavesOtherRulesAndSubjectsAlone) {
    SubjectResult subject = pool(Verdict::fail, Verdict::warning);
    EXPECT_TRUE(waive(subject, {{"pool", "EXEC-15", "meant"}, {"other", "EXEC-1", "known"}}).empty());
    EXPECT_EQ(subject.rules[0].verdict, Verdict::fail);
    EXPECT_EQ(subject.overall, Verdict::fail);
}

TEST(Waiving, OfWhatPassesSaysThatTheWaiverCanGo) {
    SubjectResult subject = pool(Verdict::pass, Verdict::inconclusive);
    EXPECT_EQ(waive(subject, {{"pool", "EXEC-1", "known"}, {"pool", "EXEC-15", "meant"}}),
              std::vector<std::string>{"pool passes EXEC-1; its waiver can go"});
    EXPECT_EQ(subject.rules[0].verdict, Verdict::pass);
    EXPECT_EQ(subject.rules[1].verdict, Verdict::inconclusive);
}

}  // namespace
}  // namespace wakelaw::conformance::report
