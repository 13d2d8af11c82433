// SPDX-License-Identifier: MIT
// The laws as GoogleTest tests, seen from outside: what author.cpp prints and how it exits.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "process.hpp"
#include "rulebook/rulebook.hpp"

namespace wakelaw::conformance {
namespace {

using testing::Finished;

Finished author(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), WAKELAW_AUTHOR);
    return testing::run_program(arguments, {{"GTEST_COLOR", "no"}});
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t result = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++result;
    }
    return result;
}

const std::string all_rules = std::to_string(rulebook::select_for_run("*").size());

TEST(RegisteredTests, OfTheReferenceAreOneARuleAndPassOrAreSkippedWithAReason) {
    const Finished result =
        author({WAKELAW_REFERENCE_LOCAL, "2000", "*",
                testing::address_sanitizer ? "--gtest_filter=-*.WAK_?:*.EXEC_16" : "--gtest_filter=*"});
    EXPECT_EQ(result.code, 0) << result.out;
    EXPECT_TRUE(contains(result.out, "registered " + all_rules + "\n"));
    EXPECT_TRUE(contains(result.out, "[       OK ] reference_local.EXEC_1 "));
    if (!testing::address_sanitizer) {
        EXPECT_EQ(std::to_string(count(result.out, "[ RUN      ]")), all_rules);
    }
    EXPECT_FALSE(contains(result.out, "[  FAILED  ]"));
    EXPECT_GE(count(result.out, "[  SKIPPED ]"), 1U) << "what is not declared is not judged";
    EXPECT_TRUE(contains(result.out, "not declared") || contains(result.out, "driving style"))
        << "and says why";
}

TEST(RegisteredTests, OfABrokenExecutorFailWithTheFailurePage) {
    const Finished result = author({WAKELAW_LOSES_WAKES, "300", "EXEC-2"});
    EXPECT_EQ(result.code, 1) << result.out;
    EXPECT_TRUE(contains(result.out, "registered 2\n")) << "two subjects, one rule";
    EXPECT_TRUE(contains(result.out, "[  FAILED  ] loses_wakes.EXEC_2"));
    EXPECT_TRUE(contains(result.out, "[  FAILED  ] loses_wakes_on_a_thread.EXEC_2"));
    EXPECT_TRUE(contains(result.out, "wakelaw replay wl1-")) << result.out;
    EXPECT_TRUE(contains(result.out, "wakelaw-scenario 1")) << result.out;
}

TEST(RegisteredTests, MayBeChosenWithGoogleTestsFilter) {
    const Finished result = author({WAKELAW_REFERENCE_LOCAL, "200", "*", "--gtest_filter=*.EXEC_2"});
    EXPECT_EQ(result.code, 0) << result.out;
    EXPECT_EQ(count(result.out, "[ RUN      ]"), 1U);
}

TEST(RegisteredTests, OfABadAdapterAllFailWithTheReason) {
    const Finished result = author({WAKELAW_MISBEHAVING, "100", "EXEC-1", "--gtest_filter=declares_join.*"});
    EXPECT_EQ(result.code, 1) << result.out;
    EXPECT_TRUE(contains(result.out, "EXEC-1 is not judged: declares join")) << result.out;
}

TEST(RegisteredTests, OfACrashingSubjectCostItsOwnTestsOnly) {
    const Finished result =
        author({WAKELAW_MISBEHAVING, "150", "EXEC-1", "--gtest_filter=behaves_well.*:throws_from_make.*"});
    EXPECT_EQ(result.code, 1) << result.out;
    EXPECT_TRUE(contains(result.out, "[       OK ] behaves_well.EXEC_1"));
    EXPECT_TRUE(contains(result.out, "[  FAILED  ] throws_from_make.EXEC_1"));
}

TEST(Registering, FromAPathThatIsNoWorkerIsRefusedWithThePath) {
    for (const std::string path : {"/nonexistent/worker", "/bin/true"}) {
        const Finished result = author({path, "10", "*"});
        EXPECT_EQ(result.code, 3);
        EXPECT_TRUE(contains(result.out, "refused: " + path + ": ")) << result.out;
    }
}

TEST(Registering, NoRuleIsRefused) {
    const Finished result = author({WAKELAW_REFERENCE_LOCAL, "10", "NOPE-*"});
    EXPECT_EQ(result.code, 3);
    EXPECT_TRUE(contains(result.out, "refused: 'NOPE-*' selects no rule")) << result.out;
}

}  // namespace
}  // namespace wakelaw::conformance
