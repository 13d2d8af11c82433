// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TEST(Destruction, OnceAfterReadyIsFine) {
    const auto trace = TraceBuilder().spawn(0).finish(0).all_well();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("EXEC-14.a"));
    EXPECT_TRUE(trace.exercised("EXEC-14.d"));
    EXPECT_FALSE(trace.exercised("EXEC-14.c"));
    EXPECT_FALSE(trace.exercised("EXEC-15.a"));
}

TEST(Destruction, TwiceIsFound) {
    EXPECT_EQ(TraceBuilder().spawn(0).finish(0).destroy(0, flag::destroyed).all_well().blamed(), "EXEC-14.a");
}

TEST(Destruction, DuringAPollIsFound) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .destroy_begin()
                  .destroy_on(on_main, 0, flag::overlapped)
                  .poll_end(0, ready)
                  .destroy_end()
                  .case_end()
                  .blamed(),
              "EXEC-14.b");
}

TEST(Destruction, TwiceThroughOverlappingPollsIsThePollsFault) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .poll_begin_on(on_worker_2, 0, 0, flag::overlapped)
                  .poll_end_on(on_worker_2, 0, ready)
                  .destroy_on(on_worker_2, 0, flag::overlapped)
                  .poll_end(0, ready)
                  .destroy(0, flag::destroyed)
                  .all_well()
                  .blamed(),
              "EXEC-4.a");
}

TEST(Destruction, TwiceThroughAPollAfterReadyIsThePollsFault) {
    EXPECT_EQ(
        TraceBuilder().spawn(0).finish(0).poll(0, ready).destroy(0, flag::destroyed).all_well().blamed(),
        "EXEC-7.a");
}

TEST(Destruction, NeverIsFoundWhenAllAreGone) {
    EXPECT_EQ(TraceBuilder().spawn(0).poll(0, ready).all_well().blamed(), "EXEC-14.d");
}

TEST(Destruction, NeverOfAnUnfinishedFutureIsFine) {
    EXPECT_EQ(TraceBuilder().spawn(0).poll(0).stalled().given_up().blamed(), "");
}

TEST(Destruction, NeverSinceItsWakerIsInsideItIsAWarningOnly) {
    const auto trace = TraceBuilder().spawn(0).poll_begin(0).clone(0, in_hand).poll_end(0, ready).all_well();
    EXPECT_EQ(trace.blamed(), "EXEC-15.a");
    EXPECT_EQ(trace.finding().manner, Manner::warning);
}

TEST(Destruction, APoolThatWasLetGoOfMayLag) {
    EXPECT_EQ(TraceBuilder()
                  .without(Capability::wakers_outlive_executor)
                  .spawn(0)
                  .poll(0, ready)
                  .finished()
                  .destroyed()
                  .case_end()
                  .blamed(),
              "");
}

TEST(Destruction, AnUnorderedDestructionIsFoundByThreadSanitizer) {
    EXPECT_EQ(
        TraceBuilder().with_thread_sanitizer().spawn(0).finish(0).race(RaceOn::future).all_well().blamed(),
        "EXEC-14.c");
    EXPECT_TRUE(TraceBuilder().with_thread_sanitizer().spawn(0).finish(0).all_well().exercised("EXEC-14.c"));
}

TraceBuilder ready_with_a_waker_held(bool at_once) {
    TraceBuilder trace;
    trace.spawn(0).poll_begin(0).clone(0).poll_end(0, ready);
    if (at_once) {
        trace.destroy(0);
    }
    return trace.finished().late_begin().spawn(marker).finish(marker).late_end().destroyed();
}

TEST(Destruction, AtReadyAlthoughAWakerIsHeldIsPrompt) {
    const auto trace = ready_with_a_waker_held(true).drop(0).case_end();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("EXEC-15.a"));
}

TEST(Destruction, WithTheLastWakerIsAWarning) {
    const auto trace = ready_with_a_waker_held(false)
                           .event(Kind::drop_begin, on_main, 0, 0)
                           .destroy_on(on_main, 0)
                           .event(Kind::drop_end, on_main, 0, 0)
                           .case_end();
    EXPECT_EQ(trace.blamed(), "EXEC-15.a");
    EXPECT_EQ(trace.finding().manner, Manner::warning);
}

TEST(Destruction, APoolMayLagBehindTheLastPoll) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .clone(0)
                  .poll_end(0, ready)
                  .finished()
                  .late_begin()
                  .destroy(0)
                  .spawn(marker)
                  .finish(marker)
                  .late_end()
                  .destroyed()
                  .drop(0)
                  .case_end()
                  .blamed(),
              "");
}

// Harm with no waker operation at all
// -------------------------------------------------------------------------

TEST(Destruction, ADoubleFreeWithoutWakersIsBlamedOnTheDestruction) {
    const auto trace =
        TraceBuilder().spawn(0).finish(0).fault(MemoryFault::double_free, on_worker).all_well();
    EXPECT_EQ(trace.blamed(), "EXEC-14.a");
    EXPECT_TRUE(trace.finding().harm);
}

TEST(Destruction, TheMemoryLimitIsNoHarm) {
    EXPECT_EQ(TraceBuilder().spawn(0).finish(0).fault(MemoryFault::limit).all_well().blamed(), "");
}

TEST(Destruction, AnUnfinishedFutureMayGoWithItsLastWaker) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .clone(0)
                  .poll_end(0)
                  .event(Kind::drop_begin, on_actor, 0, 0)
                  .destroy_on(on_actor, 0)
                  .event(Kind::drop_end, on_actor, 0, 0)
                  .all_well()
                  .blamed(),
              "");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
