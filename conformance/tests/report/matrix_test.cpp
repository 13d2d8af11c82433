// SPDX-License-Identifier: MIT
#include "report/matrix.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sample_run.hpp"

namespace wakelaw::conformance::report {
namespace {

MatrixContext context(const std::vector<rulebook::Rule>& rules) {
    MatrixContext out;
    out.rules = rules;
    out.known.push_back(
        {.subject = "loses-wakes", .rule = "EXEC-1", .upstream = "example #7", .why = "The mark stays."});
    out.page = sample_options();
    return out;
}

TEST(Matrix, LooksLikeItsBaseline) {
    const std::vector<rulebook::Rule> rules = sample_rules();
    expect_baseline("matrix.md.txt", matrix_markdown(sample_run(), context(rules)));
}

TEST(Matrix, AsJsonHasAVerdictForEachRuleAndSubject) {
    const std::vector<rulebook::Rule> rules = sample_rules();
    const auto json = nlohmann::json::parse(matrix_json(sample_run(), context(rules)));
    EXPECT_EQ(json["subjects"].size(), 3U);
    ASSERT_EQ(json["rules"].size(), 8U);
    EXPECT_EQ(json["rules"][0]["rule"], "EXEC-1");
    EXPECT_EQ(json["rules"][0]["verdicts"]["loses-wakes"]["verdict"], "FAIL");
    EXPECT_EQ(json["rules"][0]["verdicts"]["reference-pool"]["verdict"], "PASS");
    EXPECT_EQ(json["rules"][3]["verdicts"]["loses-wakes"]["judges"], "adapter");
}

TEST(Matrix, AsJsonHasEachFindingWithWhatIsKnownOfIt) {
    const std::vector<rulebook::Rule> rules = sample_rules();
    const auto json = nlohmann::json::parse(matrix_json(sample_run(), context(rules)));
    ASSERT_EQ(json["findings"].size(), 4U) << "two failures and two warnings";
    EXPECT_EQ(json["findings"][0]["upstream"], "example #7");
    EXPECT_EQ(json["findings"][0]["token"], "w1-7f3a-00ff");
    EXPECT_FALSE(json["findings"][1].contains("upstream"));
}

TEST(Matrix, OfConformingSubjectsHasNoFindings) {
    RunResult run = sample_run();
    run.subjects = {run.subjects[1]};
    run.subjects[0].rules.pop_back();
    const std::vector<rulebook::Rule> rules = sample_rules();
    EXPECT_TRUE(matrix_markdown(run, context(rules)).ends_with("## Findings\n\nNone.\n"));
}

TEST(KnownFindings, AreReadFromTables) {
    const auto known = parse_known_findings("known.toml",
                                            "[[finding]]\nsubject = \"a\"\nrule = \"EXEC-1\"\n"
                                            "sampled = true\n[[other]]\nname = \"b\"\n");
    ASSERT_TRUE(known) << known.error();
    ASSERT_EQ(known->size(), 1U);
    EXPECT_TRUE(known->front().sampled);
    EXPECT_NE(find_known(*known, "a", "EXEC-1"), nullptr);
    EXPECT_EQ(find_known(*known, "a", "EXEC-2"), nullptr);
}

TEST(KnownFindings, NameTheLineThatIsWrong) {
    const auto incomplete = parse_known_findings("known.toml", "\n[[finding]]\nsubject = \"a\"\n");
    ASSERT_FALSE(incomplete);
    EXPECT_EQ(incomplete.error(),
              "known.toml:2: a finding is a table [[finding]] that has a subject and a rule, each a string");
    const auto no_table = parse_known_findings("known.toml", "finding = 3\n");
    ASSERT_FALSE(no_table);
    EXPECT_TRUE(no_table.error().starts_with("known.toml:1: a finding is a table")) << no_table.error();
    const auto no_toml = parse_known_findings("known.toml", "x = 1\ny =\n");
    ASSERT_FALSE(no_toml);
    EXPECT_TRUE(no_toml.error().starts_with("known.toml:2: ")) << no_toml.error();
    const auto missing = read_known_findings("/nowhere/known.toml");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error(), "cannot read /nowhere/known.toml: No such file or directory");
}

}  // namespace
}  // namespace wakelaw::conformance::report
