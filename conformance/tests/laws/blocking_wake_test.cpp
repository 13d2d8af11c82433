// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TEST(BlockingWake, AWakeThatNeverReturnsIsAHang) {
    const auto trace = TraceBuilder(Driving::blocking)
                           .spawn(0)
                           .drive_begin()
                           .poll_begin(0)
                           .wake_self(0)
                           .event(Kind::wake_by_ref_begin, on_main, 0, borrowed)
                           .killed();
    EXPECT_EQ(trace.blamed(), "EXEC-12.a");
    EXPECT_EQ(trace.finding().manner, Manner::hang);
}

TEST(BlockingWake, AWakeOnAnotherThreadThatMainCouldReportCountsToo) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .clone(0)
                  .event(Kind::wake_begin, on_actor, 0, 0)
                  .poll_end(0)
                  .stalled()
                  .nudged()
                  .killed()
                  .blamed(),
              "EXEC-12.a");
}

TEST(BlockingWake, AWakeThatMayStillReturnProvesNothing) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .event(Kind::wake_by_ref_begin, on_worker, 0, borrowed)
                  .killed(Killed::unproved)
                  .blamed(),
              "");
}

TEST(BlockingWake, ASpawnInsideTheWakeIsNotTheWakesFault) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .spawn(1)
                  .poll_begin(0)
                  .event(Kind::wake_by_ref_begin, on_worker, 0, borrowed)
                  .poll_begin(1)
                  .event(Kind::spawn_begin, on_worker, 2)
                  .stalled()
                  .killed()
                  .blamed(),
              "");
}

TEST(BlockingWake, OnlyAFloodExercisesTheRule) {
    TraceBuilder flood;
    flood.spawn(0).poll_begin(0);
    for (int i = 0; i < 1024; ++i) {
        flood.wake_self(0);
    }
    flood.poll_end(0).finish(0).all_well();
    EXPECT_EQ(flood.blamed(), "");
    EXPECT_TRUE(flood.exercised("EXEC-12.a"));
    EXPECT_FALSE(
        TraceBuilder().spawn(0).poll_begin(0).wake_self(0).poll_end(0).finish(0).all_well().exercised(
            "EXEC-12.a"));
}

TEST(BlockingWake, AThrowingWakeOfALiveTaskIsAWarning) {
    const auto trace = TraceBuilder()
                           .spawn(0)
                           .poll_begin(0)
                           .clone(0)
                           .poll_end(0)
                           .wake_by_ref(0, 0, on_actor, flag::threw)
                           .wake(0)
                           .finish(0)
                           .all_well();
    EXPECT_EQ(trace.blamed(), "EXEC-12.b");
    EXPECT_EQ(trace.finding().manner, Manner::warning);
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
