// SPDX-License-Identifier: MIT
#include "rulebook/citations.hpp"

#include <gtest/gtest.h>

#include "rule_text.hpp"
#include "rulebook/parse.hpp"

namespace wakelaw::conformance::rulebook {
namespace {

using Problems = std::vector<std::string>;

class Citations : public ::testing::Test {
protected:
    void SetUp() override {
        ParsedRule parsed = parse_rule("spec/rules/EXEC-1.md", good_rule);
        ASSERT_TRUE(parsed.rule) << parsed.error;
        rules.push_back(std::move(*parsed.rule));
    }

    [[nodiscard]] Problems problems() const { return check_citations(laws, rules); }

    std::vector<Rule> rules;
    std::vector<laws::Law> laws{{"EXEC-1", "EXEC-1.a",
                                 "Every call of `wake` on a waker MUST be followed by a poll.",
                                 "conformance/src/laws/exec_1.cpp", nullptr}};
};

TEST_F(Citations, ThatQuoteWordForWordAreFine) { EXPECT_EQ(problems(), Problems{}); }

TEST_F(Citations, MayDifferInWhiteSpaceLinksAndCodeMarks) {
    laws[0].quote = "Every call of wake\n    on a [waker](../glossary.md#waker)  MUST be followed by a poll.";
    EXPECT_EQ(problems(), Problems{});
}

TEST_F(Citations, OfAChangedClauseShowBothTexts) {
    rules[0].clauses[0].text = "Every call of `wake` MUST be followed by two polls.";
    EXPECT_EQ(
        problems(),
        Problems{"conformance/src/laws/exec_1.cpp: the quote of EXEC-1.a is out of date; the law quotes "
                 "\"Every call of `wake` on a waker MUST be followed by a poll.\", spec/rules/EXEC-1.md "
                 "says \"Every call of `wake` MUST be followed by two polls.\"; see whether the law still "
                 "upholds the clause, then quote the clause as it is"});
}

TEST_F(Citations, OfHalfAClauseAreOutOfDate) {
    laws[0].quote = "Every call of `wake` on a waker MUST be followed";
    EXPECT_EQ(problems().size(), 1U);
}

TEST_F(Citations, OfAnUnknownClauseOrRuleSayWhatIsMissing) {
    laws[0].clause = "EXEC-1.z";
    EXPECT_EQ(
        problems(),
        Problems{"conformance/src/laws/exec_1.cpp: spec/rules/EXEC-1.md has no clause EXEC-1.z; correct "
                 "the law or write the clause"});
    rules[0].laws.clear();
    laws[0].rule = "EXEC-99";
    EXPECT_EQ(problems(),
              Problems{"conformance/src/laws/exec_1.cpp: there is no rule EXEC-99; correct the law or write "
                       "the rule"});
}

TEST_F(Citations, MustAgreeWithTheFrontMatter) {
    rules[0].laws = {"laws/exec_1.cpp"};
    EXPECT_EQ(problems(), Problems{});
    rules[0].laws = {"laws/other.cpp"};
    EXPECT_EQ(
        problems(),
        (Problems{
            "spec/rules/EXEC-1.md: the front matter names laws/other.cpp, and no law there is for EXEC-1; "
            "correct the field \"laws\" or register the law",
            "spec/rules/EXEC-1.md: the front matter does not name conformance/src/laws/exec_1.cpp, where "
            "EXEC-1 "
            "is judged; add it to the field \"laws\""}));
}

TEST_F(Citations, ThatAreMissingMakeARuleUntested) {
    EXPECT_EQ(untested_rules(laws, rules), Problems{});
    laws.clear();
    rules[0].laws.clear();
    EXPECT_EQ(problems(), Problems{});
    EXPECT_EQ(untested_rules(laws, rules), Problems{"EXEC-1"});
}

TEST_F(Citations, OfARuleThatCallsItselfUntestedAreAProblem) {
    rules[0].laws.clear();
    EXPECT_EQ(
        problems(),
        Problems{"spec/rules/EXEC-1.md: the front matter does not name conformance/src/laws/exec_1.cpp, "
                 "where EXEC-1 is judged; add it to the field \"laws\""});
}

TEST_F(Citations, ThatOnlyTheFrontMatterKnowsAreAProblem) {
    laws.clear();
    rules[0].laws = {"laws/exec_1.cpp"};
    EXPECT_EQ(problems().size(), 1U);
}

}  // namespace
}  // namespace wakelaw::conformance::rulebook
