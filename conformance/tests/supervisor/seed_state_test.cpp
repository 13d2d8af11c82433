// SPDX-License-Identifier: MIT
#include "supervisor/seed_state.hpp"

#include <gtest/gtest.h>

namespace wakelaw::conformance {
namespace {

SeedState three_seeds_of_two(std::uint64_t build = 0xB) { return {build, {"asio", "pool"}, 3}; }

/// Runs sessions until there is none, and says which.
std::string run_all(SeedState& state) {
    std::string done;
    while (const auto session = state.begin()) {
        done += session->name + std::to_string(session->seed) + ' ';
        state.end(*session, false);
    }
    return done;
}

TEST(Seeds, GoRoundTheSubjects) {
    SeedState state = three_seeds_of_two();
    EXPECT_EQ(run_all(state), "asio0 pool0 asio1 pool1 asio2 pool2 ");
    EXPECT_EQ(state.had("asio"), 3U);
    EXPECT_EQ(state.had("pool"), 3U);
}

TEST(Seeds, GoOnWhereTheRunBeforeHasEnded) {
    SeedState before = three_seeds_of_two();
    for (int i = 0; i < 3; ++i) {
        before.end(*before.begin(), false);
    }
    SeedState after = three_seeds_of_two();
    EXPECT_TRUE(after.resume(before.text()).value());
    EXPECT_EQ(run_all(after), "pool1 asio2 pool2 ");
}

TEST(Seeds, OfAnotherBuildAreNotTakenOver) {
    SeedState before = three_seeds_of_two(0xA);
    before.end(*before.begin(), false);
    SeedState after = three_seeds_of_two(0xB);
    EXPECT_FALSE(after.resume(before.text()).value());
    EXPECT_EQ(after.had("asio"), 0U);
}

TEST(Seeds, OfASubjectThatIsNewBeginWithTheFirst) {
    SeedState before(0xB, {"pool"}, 3);
    EXPECT_EQ(run_all(before), "pool0 pool1 pool2 ");
    SeedState after = three_seeds_of_two();
    EXPECT_TRUE(after.resume(before.text()).value());
    EXPECT_EQ(run_all(after), "asio0 asio1 asio2 ");
}

TEST(Seeds, WithAFaultComeAgainInTheNextRun) {
    SeedState before = three_seeds_of_two();
    before.end(*before.begin(), true);
    EXPECT_EQ(run_all(before), "pool0 asio1 pool1 asio2 pool2 ");
    EXPECT_EQ(before.had("asio"), 0U);
    SeedState after = three_seeds_of_two();
    EXPECT_TRUE(after.resume(before.text()).value());
    EXPECT_EQ(run_all(after), "asio0 asio1 asio2 ");
}

TEST(Seeds, ThatAreUnderWayAreNotCountedYet) {
    SeedState state = three_seeds_of_two();
    const auto first = state.begin();
    const auto second = state.begin();
    const auto third = state.begin();
    state.end(*third, false);
    EXPECT_EQ(state.had("asio"), 0U);
    state.end(*first, false);
    EXPECT_EQ(state.had("asio"), 2U);
    EXPECT_EQ(state.had("pool"), 0U);
    state.end(*second, false);
    EXPECT_EQ(state.had("pool"), 1U);
}

TEST(Seeds, FromAFileThatIsNoneSayWhereAndWhatToDo) {
    SeedState state = three_seeds_of_two();
    EXPECT_EQ(state.resume("").error(),
              "1: this is no state of seeds; the first line has to be wakelaw-seeds-1; remove the file to "
              "begin anew");
    EXPECT_EQ(state.resume("wakelaw-seeds-1\nbuild new\n").error(),
              "2: here the build was expected; remove the file to begin anew");
    EXPECT_EQ(state.resume("wakelaw-seeds-1\nbuild b\n7 asio\nmany pool\n").error(),
              "4: here a number of seeds and a subject were expected; remove the file to begin anew");
}

}  // namespace
}  // namespace wakelaw::conformance
