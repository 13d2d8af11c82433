// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <functional>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

/// Sixteen rounds of one task each, with the memory read after each.
TraceBuilder rounds(const std::function<void(TraceBuilder&, std::uint16_t)>& poll,
                    const std::function<std::uint64_t(std::uint16_t)>& blocks) {
    TraceBuilder trace(Driving::stepping);
    for (std::uint16_t round = 0; round < 16; ++round) {
        trace.spawn(round).drive_begin();
        poll(trace, round);
        trace.drive_end().finished().event(Kind::round_end, on_main, trace::nothing, round);
        trace.memory(round, blocks(round));
    }
    return trace.all_well();
}

void nothing_but_ready(TraceBuilder& trace, std::uint16_t task) { trace.finish(task); }
void clone_and_drop(TraceBuilder& trace, std::uint16_t task) {
    trace.poll_begin(task).clone(task).drop(task).poll_end(task, ready).destroy(task);
}
void keep(TraceBuilder& trace, std::uint16_t task) {
    trace.poll_begin(task).clone(task, in_hand).poll_end(task, ready).destroy(task).drop(task, in_hand);
}
void keep_for_ever(TraceBuilder& trace, std::uint16_t task) {
    trace.poll_begin(task).clone(task, in_hand).poll_end(task, ready);
}
void wake_by_ref(TraceBuilder& trace, std::uint16_t task) {
    trace.poll_begin(task).wake_self(task).poll_end(task).finish(task);
}
void wake_by_value(TraceBuilder& trace, std::uint16_t task) {
    trace.poll_begin(task).clone(task, in_hand).wake(task, in_hand, on_main).poll_end(task).finish(task);
}
void move(TraceBuilder& trace, std::uint16_t task) {
    trace.poll_begin(task)
        .clone(task)
        .move(task, 0, 1, on_main)
        .drop(task, 1)
        .poll_end(task, ready)
        .destroy(task);
}

std::uint64_t steady(std::uint16_t) { return 100; }
std::uint64_t growing(std::uint16_t round) { return 100U + round; }

TEST(Memory, SteadyMemoryIsFineOnEveryRung) {
    EXPECT_EQ(rounds(nothing_but_ready, steady).blamed(), "");
    EXPECT_EQ(rounds(clone_and_drop, steady).blamed(), "");
    EXPECT_EQ(rounds(keep, steady).blamed(), "");
    EXPECT_EQ(rounds(wake_by_ref, steady).blamed(), "");
    EXPECT_EQ(rounds(wake_by_value, steady).blamed(), "");
    EXPECT_EQ(rounds(move, steady).blamed(), "");
}

TEST(Memory, GrowthIsBlamedOnTheMostDemandingOperation) {
    EXPECT_EQ(rounds(nothing_but_ready, growing).blamed(), "EXEC-16.a");
    EXPECT_EQ(rounds(clone_and_drop, growing).blamed(), "WAK-4.b");
    EXPECT_EQ(rounds(wake_by_ref, growing).blamed(), "WAK-2.b");
    EXPECT_EQ(rounds(wake_by_value, growing).blamed(), "WAK-1.a");
    EXPECT_EQ(rounds(move, growing).blamed(), "WAK-9.a");
    EXPECT_FALSE(rounds(nothing_but_ready, growing).finding().harm);
    EXPECT_TRUE(rounds(clone_and_drop, growing).finding().harm);
}

TEST(Memory, AKeptWakerThatKeepsItsTaskIsEXEC16) {
    const auto trace = rounds(keep_for_ever, growing);
    const auto all = trace.findings();
    EXPECT_TRUE(
        std::any_of(all.begin(), all.end(), [](const Finding& one) { return one.clause == "EXEC-16.b"; }));
    EXPECT_TRUE(std::none_of(all.begin(), all.end(), [](const Finding& one) { return one.rule == "WAK-4"; }));
}

TEST(Memory, AKeptWakerThatWasDroppedWithItsFutureIsACountingFault) {
    EXPECT_EQ(rounds(keep, growing).blamed(), "WAK-4.b");
}

TEST(Memory, FuturesThatAreNeverDestroyedExplainTheGrowth) {
    EXPECT_EQ(
        rounds([](TraceBuilder& trace, std::uint16_t task) { trace.poll(task, ready); }, growing).blamed(),
        "EXEC-14.d");
}

TEST(Memory, ACacheThatFillsInTheFirstRoundsIsFine) {
    EXPECT_EQ(rounds(nothing_but_ready,
                     [](std::uint16_t round) { return 100U + std::min<std::uint64_t>(round, 4); })
                  .blamed(),
              "");
}

TEST(Memory, ATableThatDoublesNowAndThenIsFine) {
    EXPECT_EQ(rounds(nothing_but_ready,
                     [](std::uint16_t round) -> std::uint64_t {
                         return 100U + (round >= 2) + (round >= 4) + (round >= 8);
                     })
                  .blamed(),
              "");
}

TEST(Memory, AContainerThatGrowsEveryFourthRoundIsFine) {
    EXPECT_EQ(rounds(nothing_but_ready, [](std::uint16_t round) { return 100U + round / 4U; }).blamed(), "");
}

TEST(Memory, APoolThatLagsBehindWithItsFreesIsFine) {
    for (unsigned seed = 1; seed < 2000; ++seed) {
        std::uint64_t state = seed;
        const auto lagging = [&](std::uint16_t) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            return 100U + (state >> 61U);
        };
        ASSERT_EQ(rounds(clone_and_drop, lagging).blamed(), "") << seed;
    }
}

TEST(Memory, AThreadThatJoinsLateIsFine) {
    // As seen with a pool of two threads: one does all of eight rounds, the other all of the last four.
    EXPECT_EQ(
        rounds(clone_and_drop, [](std::uint16_t round) { return round < 8    ? 51U
                                                                : round < 12 ? 60U
                                                                             : 61U; })
            .blamed(),
        "");
}

TEST(Memory, ALeakIsFoundBehindALag) {
    EXPECT_EQ(rounds(clone_and_drop,
                     [](std::uint16_t round) { return 100U + 2U * round + (round % 3U == 0 ? 3U : 0U); })
                  .blamed(),
              "WAK-4.b");
}

TEST(Memory, EachRungExercisesItsOwnRule) {
    EXPECT_TRUE(rounds(nothing_but_ready, steady).exercised("EXEC-16.a"));
    EXPECT_FALSE(rounds(clone_and_drop, steady).exercised("EXEC-16.a"));
    EXPECT_TRUE(rounds(clone_and_drop, steady).exercised("WAK-3.a"));
    EXPECT_TRUE(rounds(clone_and_drop, steady).exercised("WAK-4.b"));
    EXPECT_FALSE(rounds(clone_and_drop, steady).exercised("EXEC-16.b"));
    EXPECT_TRUE(rounds(keep, steady).exercised("EXEC-16.b"));
    EXPECT_TRUE(rounds(wake_by_ref, steady).exercised("WAK-2.b"));
    EXPECT_TRUE(rounds(wake_by_value, steady).exercised("WAK-1.a"));
    EXPECT_FALSE(rounds(wake_by_value, steady).exercised("WAK-4.b"));
    EXPECT_TRUE(rounds(move, steady).exercised("WAK-9.b"));
}

TEST(Memory, GrowthAfterAnExceptionIsNotJudged) {
    EXPECT_EQ(
        rounds([](TraceBuilder& trace, std::uint16_t task) { trace.finish(task, threw); }, growing).blamed(),
        "");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
