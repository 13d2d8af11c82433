// SPDX-License-Identifier: MIT
#include "rulebook/rulebook.hpp"

#include <gtest/gtest.h>

namespace wakelaw::conformance::rulebook {
namespace {

std::vector<Rule> rules(const std::vector<std::string>& ids) {
    std::vector<Rule> out;
    for (const std::string& id : ids) {
        out.emplace_back().id = id;
    }
    return out;
}

std::vector<std::string> selected(std::string_view globs) {
    const std::vector<Rule> book = rules({"EXEC-1", "EXEC-2", "EXEC-11", "EXEC-14", "WAK-1", "WAK-9"});
    std::vector<std::string> ids;
    for (const Rule* rule : select(book, globs)) {
        ids.push_back(rule->id);
    }
    return ids;
}

using Ids = std::vector<std::string>;

TEST(RuleSelection, TakesAnIdAsItIs) { EXPECT_EQ(selected("EXEC-1"), Ids{"EXEC-1"}); }

TEST(RuleSelection, TakesAStarForAnyText) {
    EXPECT_EQ(selected("WAK-*"), (Ids{"WAK-1", "WAK-9"}));
    EXPECT_EQ(selected("*"), (Ids{"EXEC-1", "EXEC-2", "EXEC-11", "EXEC-14", "WAK-1", "WAK-9"}));
    EXPECT_EQ(selected("*-1*"), (Ids{"EXEC-1", "EXEC-11", "EXEC-14", "WAK-1"}));
}

TEST(RuleSelection, TakesAQuestionMarkForOneCharacter) {
    EXPECT_EQ(selected("EXEC-1?"), (Ids{"EXEC-11", "EXEC-14"}));
}

TEST(RuleSelection, IgnoresCase) { EXPECT_EQ(selected("wak-9"), Ids{"WAK-9"}); }

TEST(RuleSelection, TakesAListAndEachRuleOnce) {
    EXPECT_EQ(selected("WAK-*, EXEC-2,*-9"), (Ids{"EXEC-2", "WAK-1", "WAK-9"}));
}

TEST(RuleSelection, OfNothingIsEmpty) {
    EXPECT_EQ(selected(""), Ids{});
    EXPECT_EQ(selected(","), Ids{});
    EXPECT_EQ(selected("EXEC-3"), Ids{});
}

class RuleSelectionForARun : public ::testing::Test {
protected:
    void SetUp() override { book[1].untested = book[3].untested = book[5].untested = "no law yet"; }

    [[nodiscard]] Ids selected(std::string_view globs) const {
        Ids ids;
        for (const Rule* rule : select_for_run(book, globs)) {
            ids.push_back(rule->id);
        }
        return ids;
    }

    std::vector<Rule> book = rules({"EXEC-1", "EXEC-2", "EXEC-11", "EXEC-14", "EXEC-15", "WAK-1"});
};

TEST_F(RuleSelectionForARun, LeavesOutWhatNoLawJudges) {
    EXPECT_EQ(selected("EXEC-*"), (Ids{"EXEC-1", "EXEC-11", "EXEC-15"}));
    EXPECT_EQ(selected("*"), (Ids{"EXEC-1", "EXEC-11", "EXEC-15"}));
}

TEST_F(RuleSelectionForARun, KeepsWhatOnlyAnUntestedRuleAnswersTo) {
    EXPECT_EQ(selected("WAK-*"), Ids{"WAK-1"});
    EXPECT_EQ(selected("EXEC-15, EXEC-2, *-15"), (Ids{"EXEC-2", "EXEC-15"}));
    EXPECT_EQ(selected("EXEC-2,EXEC-14"), (Ids{"EXEC-2", "EXEC-14"}));
}

TEST_F(RuleSelectionForARun, OfNothingIsEmpty) { EXPECT_EQ(selected("NOPE-*,"), Ids{}); }

TEST(RuleOrder, ComparesNumbersAsNumbers) {
    EXPECT_TRUE(natural_less("EXEC-2", "EXEC-11"));
    EXPECT_FALSE(natural_less("EXEC-11", "EXEC-2"));
    EXPECT_TRUE(natural_less("EXEC-24", "WAK-1"));
    EXPECT_TRUE(natural_less("EXEC-1", "EXEC-1.a"));
    EXPECT_FALSE(natural_less("EXEC-1", "EXEC-1"));
}

TEST(RuleOrder, IsThatOfTheRulebook) {
    const std::vector<Rule>& book = rulebook();
    for (std::size_t i = 1; i < book.size(); ++i) {
        EXPECT_TRUE(natural_less(book[i - 1].id, book[i].id)) << book[i].id;
    }
}

}  // namespace
}  // namespace wakelaw::conformance::rulebook
