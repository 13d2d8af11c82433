// SPDX-License-Identifier: MIT
#include "rulebook/power.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "rulebook/rulebook.hpp"

namespace wakelaw::conformance::rulebook {
namespace {

Power natural(std::string specimen, std::uint64_t found, std::uint64_t seeds = 100) {
    return {std::move(specimen), "EXEC-1", false, "natural", 700, seeds, found};
}
Power controlled(std::string specimen, std::uint64_t found) {
    return {std::move(specimen), "EXEC-1", false, "exhaustive:2", 3000, 100, found};
}

std::string error_of(std::string_view text) {
    try {
        (void)read_power("power.toml", text);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "no error";
}

/// An entry in which `to` takes the place of `from`.
std::string entry_with(std::string_view from, std::string_view to) {
    std::string text = write_power({natural("late-look", 12)});
    return text.replace(text.find(from), from.size(), to);
}

TEST(LowerBound, IsThatOfWilson) {
    EXPECT_NEAR(lower_bound(100, 100), 0.9630, 0.0001);
    EXPECT_NEAR(lower_bound(12, 100), 0.0700, 0.0001);
    EXPECT_NEAR(lower_bound(3, 3), 0.4385, 0.0001);
    EXPECT_EQ(lower_bound(0, 100), 0.0);
}

TEST(PowerFile, ComesBackAsItWasWritten) {
    const std::vector<Power> measured{
        controlled("a", 99), natural("a", 100), {"b", "WAK-1", true, "natural", 700, 100, 5}};
    EXPECT_EQ(read_power("power.toml", write_power(measured)), measured);
}

TEST(PowerFile, IsSortedByRuleAndName) {
    Power other = natural("a", 1);
    other.rule = "EXEC-11";
    EXPECT_EQ(read_power("power.toml", write_power({other, natural("c", 1), natural("b", 1)})),
              (std::vector<Power>{natural("b", 1), natural("c", 1), other}));
}

TEST(PowerFile, WithAFieldMissingOrWrongNamesTheLine) {
    const std::string first = error_of(entry_with("kind = \"executor\"", "kind = \"robot\""));
    EXPECT_EQ(first,
              "power.toml:10: an entry of [[measured]] has to have kind as \"executor\" or \"vocabulary\"");
    EXPECT_EQ(error_of(entry_with("seeds = 100\n", "")),
              "power.toml:10: an entry of [[measured]] has to have seeds as a number");
    EXPECT_EQ(error_of(entry_with("seeds = 100", "seeds = 0")),
              "power.toml:10: an entry of [[measured]] has to have found as a number that is at most seeds, "
              "which is not 0");
    EXPECT_EQ(error_of(entry_with("specimen = \"late-look\"", "specimen = \"\"")),
              "power.toml:10: an entry of [[measured]] has to have specimen as a text");
}

TEST(PowerFile, ThatIsNoTomlNamesTheLine) {
    EXPECT_TRUE(error_of("a = 1\nb = \n").starts_with("power.toml:2: ")) << error_of("a = 1\nb = \n");
}

TEST(Merging, PutsWhatIsNewInPlaceOfWhatWas) {
    EXPECT_EQ(merge_power({natural("a", 1), controlled("a", 2), natural("b", 3)}, {natural("a", 100)}),
              (std::vector<Power>{controlled("a", 2), natural("b", 3), natural("a", 100)}));
}

TEST(BriefPower, IsThatOfTheSpecimenFoundLeast) {
    const std::vector<Power> power{natural("a", 100), natural("b", 12), controlled("b", 100)};
    EXPECT_EQ(brief(power, false), "2: >= 6 %");
}

TEST(BriefPower, CountsControlledSchedulesOnlyWhereThereWereSome) {
    const std::vector<Power> power{natural("a", 100), natural("b", 12), controlled("b", 100)};
    EXPECT_EQ(brief(power, true), "2: >= 96 %");
    EXPECT_EQ(brief(std::vector<Power>{controlled("b", 100)}, false), "1: >= 0 %");
}

TEST(BriefPower, OfNothingIsNothing) { EXPECT_EQ(brief({}, true), ""); }

TEST(PowerText, SaysWithWhatItWasMeasured) {
    EXPECT_EQ(to_text(natural("late-look", 12)),
              "late-look: 12 of 100 sessions, at least 7.0 % (natural, 700 cases)");
    EXPECT_EQ(to_text(controlled("late-look", 100)),
              "late-look: 100 of 100 sessions, at least 96.3 % (exhaustive:2, 3000 cases)");
}

TEST(EmbeddedPower, IsOfKnownRulesAndTheirSpecimens) {
    ASSERT_FALSE(measured_power().empty());
    for (const Power& one : measured_power()) {
        const Rule* const rule = find(rulebook(), one.rule);
        ASSERT_NE(rule, nullptr) << one.rule;
        EXPECT_NE(std::find(rule->specimens.begin(), rule->specimens.end(), one.specimen),
                  rule->specimens.end())
            << one.specimen;
    }
}

TEST(EmbeddedPower, CoversEachRuleWithALaw) {
    for (const Rule& rule : rulebook()) {
        if (rule.is_tested()) {
            EXPECT_FALSE(power_of(rule.id, false).empty() && power_of(rule.id, true).empty()) << rule.id;
        }
    }
}

}  // namespace
}  // namespace wakelaw::conformance::rulebook
