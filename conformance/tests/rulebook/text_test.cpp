// SPDX-License-Identifier: MIT
#include "rulebook/text.hpp"

#include <gtest/gtest.h>

#include "rule_text.hpp"
#include "rulebook/explain.hpp"
#include "rulebook/parse.hpp"

namespace wakelaw::conformance::rulebook {
namespace {

TEST(PlainText, ReducesLinksToTheirWords) {
    EXPECT_EQ(plain("a [waker](../glossary.md#waker) of [`x`](y)"), "a waker of `x`");
}

TEST(PlainText, KeepsBracketsThatAreNoLinks) {
    EXPECT_EQ(plain("a[0] and `[b](c)`"), "a[0] and `[b](c)`");
    EXPECT_EQ(plain("a[0] of [b](c)"), "a[0] of b");
}

TEST(PlainText, DropsEmphasisAndKeepsAStarThatStandsAlone) {
    EXPECT_EQ(plain("**EXEC-1.a** *each* 2 * 3 `a*b`"), "EXEC-1.a each 2 * 3 `a*b`");
}

TEST(WrappedText, FillsLinesAndBreaksNoWord) {
    EXPECT_EQ(wrap("one two three incomprehensible four", 9, "", "  "),
              "one two\n  three\n  incomprehensible\n  four\n");
}

TEST(WrappedText, CountsCodePoints) {
    EXPECT_EQ(wrap("\u00e4\u00e4\u00e4 \u00e4", 5), "\u00e4\u00e4\u00e4 \u00e4\n");
}

TEST(RenderedText, FillsParagraphsAndItemsAndLeavesCodeAlone) {
    EXPECT_EQ(render("one\ntwo\n\n- an item\n- another item\n\n```text\na   |  b\n\nc\n```\n", 10, " "),
              " one two\n\n - an item\n - another\n   item\n\n a   |  b\n\n c\n");
}

TEST(Explanation, ShowsTheWholeRule) {
    const ParsedRule parsed = parse_rule("spec/rules/EXEC-1.md", good_rule);
    ASSERT_TRUE(parsed.rule) << parsed.error;
    const std::vector<Power> power{{"late-look", "EXEC-1", false, "natural", 700, 100, 12},
                                   {"forgets", "EXEC-1", true, "natural", 700, 100, 100}};
    EXPECT_EQ(explain(*parsed.rule, power, 60), R"(EXEC-1: Every wake is followed by a poll
MUST, normative; kept by: executor; profile core; evidence
sampled; since 1.0
needs: wake-from-foreign-thread; driving: threads

EXEC-1.a  Every call of `wake` on a waker MUST be followed
          by a poll.

EXEC-1.b  Wakes MAY be coalesced.

Intent
  A future has nothing but its waker.

How it is observed
  In one trace.

  Numbers are never compared.

Smallest violating trace
  worker           | actor
  poll 1: Pending  |
                   | wake

If this fails, look at
  - The mark "already queued", and the long story of how it
    was cleared too early or too late by some executor.
  - Empty operations: cdk-rs #357.

In Rust
  As in std.

Sources
  - std::task::Waker::wake

Laws
  - conformance/src/laws/exec_1.cpp

Specimens
  none

Detection power
  - late-look: 12 of 100 sessions, at least 7.0 % (natural,
    700 cases)
  - forgets: 100 of 100 sessions, at least 96.3 % (natural,
    700 cases), a vocabulary
)");
}

TEST(Explanation, OfAnUntestedRuleSaysWhy) {
    const ParsedRule parsed = parse_rule(
        "spec/rules/EXEC-1.md", spoiled("laws = [\"conformance/src/laws/exec_1.cpp\"]",
                                        "laws = []\nuntested = \"no adapter has an operation for it\""));
    ASSERT_TRUE(parsed.rule) << parsed.error;
    const std::string text = explain(*parsed.rule, {}, 60);
    EXPECT_NE(text.find("\nNot tested\n  no adapter has an operation for it\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("\nLaws\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace wakelaw::conformance::rulebook
