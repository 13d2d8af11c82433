// SPDX-License-Identifier: MIT
#include "report/console.hpp"

#include <gtest/gtest.h>

#include "report/words.hpp"
#include "rulebook/text.hpp"
#include "sample_run.hpp"

namespace wakelaw::conformance::report {
namespace {

TEST(ConsoleReport, LooksLikeItsBaseline) {
    expect_baseline("console.txt", console_report(sample_run(), sample_rules(), sample_options()));
}

TEST(ConsoleReport, StaysWithinItsWidth) {
    const std::string report = console_report(sample_run(), sample_rules(), sample_options());
    for (const std::string_view line : rulebook::lines_of(report)) {
        const bool is_summary = line.find("seed 7") != line.npos;
        EXPECT_TRUE(is_summary || rulebook::columns(line) <= 100) << line;
    }
}

TEST(ConsoleReport, HasNoColourUnlessAskedFor) {
    PageOptions options = sample_options();
    EXPECT_EQ(console_report(sample_run(), sample_rules(), options).find('\x1b'), std::string::npos);
    options.colour = true;
    EXPECT_NE(console_report(sample_run(), sample_rules(), options).find('\x1b'), std::string::npos);
}

TEST(FailurePage, LooksLikeItsBaseline) {
    const std::vector<rulebook::Rule> rules = sample_rules();
    expect_baseline("failure_page.txt",
                    failure_page(sample_failure(), Verdict::fail, &rules[0], sample_options()));
}

TEST(FailurePage, SaysWhenAFailureIsIntermittent) {
    Failure failure = sample_failure();
    failure.confirmation_runs = 41;
    const std::string page = failure_page(failure, Verdict::fail, nullptr, sample_options());
    EXPECT_NE(page.find("repeated 3 of 41 times: intermittent"), std::string::npos);
}

TEST(FailurePage, DoesWithoutARuleThatItDoesNotKnow) {
    const std::string page = failure_page(sample_failure(), Verdict::crash, nullptr, sample_options());
    EXPECT_TRUE(page.starts_with("== CRASH  EXEC-1 ==")) << page;
    EXPECT_NE(page.find("wakelaw replay w1-7f3a-00ff\n"), std::string::npos);
}

TEST(FailurePage, PassesNoEscapeSequencesOfTheSubjectOn) {
    const std::string page = failure_page(sample_failure(), Verdict::fail, nullptr, sample_options());
    EXPECT_EQ(page.find('\x1b'), std::string::npos);
    EXPECT_NE(page.find("  | ?[31mpanic?[0m\n"), std::string::npos);
}

TEST(SummaryLine, CountsEachVerdict) {
    const RunResult run = sample_run();
    EXPECT_EQ(summary_line(run.subjects[0]),
              "loses-wakes: not conformant: 2 failed, 1 inconclusive, 1 passed, 1 warning, 1 waived, 1 not "
              "applicable, "
              "1 not testable; 4,812 cases in 3.2 s, seed 7");
    EXPECT_EQ(summary_line(run.subjects[1]),
              "reference-pool: conformant: 1 passed, 1 warning; 1 case in 0.5 s, seed 7");
    EXPECT_EQ(summary_line(run.subjects[2]),
              "empty-adapter: bad adapter: spawn returned without taking the future; no rule; 0 cases in 0.0 "
              "s, seed 7");
}

TEST(ClosingLine, CountsTheSubjects) {
    EXPECT_EQ(closing_line(sample_run()), "3 subjects: 1 not conformant, 1 conformant, 1 bad adapter");
    EXPECT_EQ(closing_line({}), "0 subjects: nothing judged");
}

TEST(Verdicts, HaveTheirWordsFromTheSpecificationAndBack) {
    for (int i = 0; i <= static_cast<int>(Verdict::waived); ++i) {
        const auto verdict = static_cast<Verdict>(i);
        EXPECT_EQ(verdict_from_string(to_string(verdict)), verdict);
    }
    EXPECT_EQ(to_string(Verdict::not_applicable), "NOT_APPLICABLE");
    EXPECT_EQ(verdict_from_string("pass"), std::nullopt);
}

TEST(Numbers, HaveCommasBetweenThousands) {
    EXPECT_EQ(with_commas(0), "0");
    EXPECT_EQ(with_commas(999), "999");
    EXPECT_EQ(with_commas(1000), "1,000");
    EXPECT_EQ(with_commas(1234567), "1,234,567");
}

}  // namespace
}  // namespace wakelaw::conformance::report
