// SPDX-License-Identifier: MIT
#include "rulebook/parse.hpp"

#include <gtest/gtest.h>

#include "rule_text.hpp"
#include "rulebook/rulebook.hpp"

namespace wakelaw::conformance::rulebook {
namespace {

constexpr std::string_view file = "spec/rules/EXEC-1.md";

std::string error_of(std::string_view text) { return parse_rule(file, text).error; }
std::string error_with(std::string_view from, std::string_view to) { return error_of(spoiled(from, to)); }

TEST(RuleFile, GivesEveryFieldAndEverySection) {
    const ParsedRule parsed = parse_rule(file, good_rule);
    ASSERT_TRUE(parsed.rule) << parsed.error;
    const Rule& rule = *parsed.rule;
    EXPECT_EQ(rule.id, "EXEC-1");
    EXPECT_EQ(rule.level, "MUST");
    EXPECT_EQ(rule.needs, std::vector<std::string>{"wake-from-foreign-thread"});
    EXPECT_EQ(rule.driving, std::vector<std::string>{"threads"});
    ASSERT_EQ(rule.clauses.size(), 2U);
    EXPECT_EQ(rule.clauses[0].id, "EXEC-1.a");
    EXPECT_EQ(rule.clauses[0].text, "Every call of `wake` on a waker MUST be followed by a poll.");
    EXPECT_EQ(rule.clauses[0].keyword, "MUST");
    EXPECT_EQ(rule.clauses[1].keyword, "MAY");
    EXPECT_EQ(rule.sections.intent, "A future has nothing but its waker.\n\n");
    EXPECT_NE(rule.sections.trace.find("poll 1: Pending"), std::string::npos);
    EXPECT_EQ(rule.sections.rust, "As in std.\n");
    EXPECT_EQ(rule.file, file);
}

TEST(RuleFile, WithAnUnknownLevelNamesTheLineAndTheChoices) {
    EXPECT_EQ(error_with("level = \"MUST\"", "level = \"MUSTY\""),
              "spec/rules/EXEC-1.md:4: unknown level \"MUSTY\"; use MUST, SHOULD or MAY");
}

TEST(RuleFile, WithAnUnknownCapabilityNamesTheLine) {
    const std::string error = error_with("wake-from-foreign-thread", "telepathy");
    EXPECT_TRUE(error.starts_with("spec/rules/EXEC-1.md:8: unknown capability \"telepathy\"; use clone, "))
        << error;
}

TEST(RuleFile, WithAnUnknownDrivingStyleNamesTheChoices) {
    EXPECT_EQ(error_with("[\"threads\"]", "[\"whip\"]"),
              "spec/rules/EXEC-1.md:9: unknown driving style \"whip\"; use threads, stepping or blocking");
}

TEST(RuleFile, WithoutAFieldSaysWhich) {
    EXPECT_EQ(error_with("since = \"1.0\"\n", ""), "spec/rules/EXEC-1.md:1: missing field \"since\"");
}

TEST(RuleFile, WithAnUnknownFieldNamesItsLine) {
    EXPECT_EQ(error_with("since = \"1.0\"", "since = \"1.0\"\nmood = \"good\""),
              "spec/rules/EXEC-1.md:11: unknown field \"mood\"");
}

TEST(RuleFile, WithAFieldOfAnotherTypeNamesItsLine) {
    EXPECT_EQ(error_with("laws = [\"conformance/src/laws/exec_1.cpp\"]", "laws = \"none\""),
              "spec/rules/EXEC-1.md:13: field \"laws\" must be a list of texts");
    EXPECT_EQ(error_with("since = \"1.0\"", "since = 1.0"),
              "spec/rules/EXEC-1.md:10: field \"since\" must be a text that is not empty");
}

TEST(RuleFile, WithoutALawSaysWhyThereIsNone) {
    const std::string_view law = "laws = [\"conformance/src/laws/exec_1.cpp\"]";
    const ParsedRule parsed =
        parse_rule(file, spoiled(law, "laws = []\nuntested = \"no adapter can show it\""));
    ASSERT_TRUE(parsed.rule) << parsed.error;
    EXPECT_FALSE(parsed.rule->is_tested());
    EXPECT_EQ(parsed.rule->untested, "no adapter can show it");
    EXPECT_EQ(error_with(law, "laws = []"),
              "spec/rules/EXEC-1.md:13: no law, and no field \"untested\" that says why; add one of the two");
    EXPECT_EQ(error_with(law, "laws = []\nuntested = \"\""),
              "spec/rules/EXEC-1.md:14: field \"untested\" must be a text that is not empty");
}

TEST(RuleFile, WithALawIsNotUntested) {
    EXPECT_TRUE(parse_rule(file, good_rule).rule->is_tested());
    EXPECT_EQ(error_with("specimens = []", "untested = \"why not\"\nspecimens = []"),
              "spec/rules/EXEC-1.md:14: the rule has a law, so it is tested; drop the field \"untested\"");
}

TEST(RuleFile, WithFrontMatterThatIsNoTomlNamesTheLine) {
    const std::string error = error_with("basis = \"normative\"", "basis = normative");
    EXPECT_TRUE(error.starts_with("spec/rules/EXEC-1.md:5: the front matter is not TOML: ")) << error;
    EXPECT_EQ(error.find('\n'), std::string::npos);
}

TEST(RuleFile, WithoutFrontMatterSaysHowAFileBegins) {
    EXPECT_EQ(error_of("# EXEC-1\n"),
              "spec/rules/EXEC-1.md:1: the file must begin with a line +++ and the front matter");
    EXPECT_EQ(error_of(""), error_of("# EXEC-1\n"));
    EXPECT_EQ(error_of("+++\nid = \"EXEC-1\"\n"),
              "spec/rules/EXEC-1.md:1: the front matter has no end: a second line +++ is missing");
}

TEST(RuleFile, WithAnIdThatIsNotItsNameSaysBoth) {
    EXPECT_EQ(parse_rule("spec/rules/EXEC-2.md", good_rule).error,
              "spec/rules/EXEC-2.md:2: the id is \"EXEC-1\", and the file is named EXEC-2.md");
}

TEST(RuleFile, WithAnotherHeadingThanItsTitleSaysWhatItMustBe) {
    EXPECT_EQ(error_with("# EXEC-1: Every wake", "# EXEC-1: Each wake"),
              "spec/rules/EXEC-1.md:16: the heading must be \"# EXEC-1: Every wake is followed by a poll\"");
}

TEST(RuleFile, WithClausesOutOfOrderNamesTheOneExpected) {
    EXPECT_EQ(error_with("**EXEC-1.b**", "**EXEC-1.c**"),
              "spec/rules/EXEC-1.md:21: here clause **EXEC-1.b** was expected");
}

TEST(RuleFile, WithTwoWordsOfRfc2119InAClauseCountsThem) {
    EXPECT_EQ(error_with("followed\nby", "followed, and MUST NOT be preceded,\nby"),
              "spec/rules/EXEC-1.md:18: clause EXEC-1.a has 2 words of RFC 2119 in capitals; it must have "
              "exactly one");
}

TEST(RuleFile, WithoutAWordOfRfc2119InAClauseSaysSo) {
    EXPECT_EQ(error_with("Wakes MAY be", "Wakes may be"),
              "spec/rules/EXEC-1.md:21: clause EXEC-1.b has 0 words of RFC 2119 in capitals; it must have "
              "exactly one");
}

TEST(RuleFile, WithAWordThatTheSpecificationDoesNotUseNamesTheChoices) {
    EXPECT_EQ(error_with("Wakes MAY be", "Wakes SHALL NOT be"),
              "spec/rules/EXEC-1.md:21: clause EXEC-1.b says SHALL NOT; use MUST, MUST NOT, SHOULD, SHOULD "
              "NOT or MAY");
}

TEST(RuleFile, WithALevelOtherThanItsStrongestClauseSaysSo) {
    EXPECT_EQ(error_with("level = \"MUST\"", "level = \"SHOULD\""),
              "spec/rules/EXEC-1.md:4: the level is SHOULD, and the strongest clause says MUST");
}

TEST(RuleFile, WithoutASectionNamesTheOneExpected) {
    EXPECT_EQ(error_with("## Intent\n", ""),
              "spec/rules/EXEC-1.md:23: here clause **EXEC-1.c** was expected");
    EXPECT_EQ(error_with("## How it is observed\n", ""),
              "spec/rules/EXEC-1.md:30: missing section \"## How it is observed\"; it must come here");
    EXPECT_EQ(error_with("## In Rust\nAs in std.\n", ""),
              "spec/rules/EXEC-1.md:41: missing section \"## In Rust\"; it must come here");
}

TEST(RuleFile, WithAnEmptySectionNamesIt) {
    EXPECT_EQ(error_with("As in std.", ""), "spec/rules/EXEC-1.md:42: section \"## In Rust\" is empty");
}

TEST(RuleFile, WithAFurtherSectionNamesIt) {
    EXPECT_EQ(error_with("As in std.\n", "As in std.\n\n## In Haskell\n"),
              "spec/rules/EXEC-1.md:45: unknown section \"## In Haskell\"");
}

TEST(RuleFiles, WithOneIdTwiceNameBothFiles) {
    const std::vector<EmbeddedRule> files{{"spec/rules/EXEC-1.md", good_rule},
                                          {"spec/more/EXEC-1.md", good_rule}};
    const Book book = read_rules(files);
    EXPECT_EQ(book.rules.size(), 1U);
    EXPECT_EQ(book.problems,
              std::vector<std::string>{
                  "spec/more/EXEC-1.md:2: id \"EXEC-1\" is already that of spec/rules/EXEC-1.md"});
}

TEST(RuleFiles, OfTheSpecificationAllParse) {
    EXPECT_EQ(embedded_book().problems, std::vector<std::string>{});
    EXPECT_EQ(rulebook().size(), embedded_rules().size());
    EXPECT_GE(rulebook().size(), 24U);
}

}  // namespace
}  // namespace wakelaw::conformance::rulebook
