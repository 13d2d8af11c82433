// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TraceBuilder finished_task() {
    return TraceBuilder().spawn(0).poll_begin(0).clone(0).poll_end(0, ready).destroy(0);
}

TEST(Completion, APollAfterReadyFromAWakeBeforeItIsEXEC7) {
    const auto trace = TraceBuilder()
                           .spawn(0)
                           .poll_begin(0)
                           .wake_self(0)
                           .poll_end(0, ready)
                           .poll(0, ready)
                           .destroy(0)
                           .all_well();
    EXPECT_EQ(trace.blamed(), "EXEC-7.a");
    EXPECT_TRUE(trace.exercised("EXEC-7.a"));
}

TEST(Completion, AWakeBeforeReadyMayBeDropped) {
    EXPECT_EQ(
        TraceBuilder().spawn(0).poll_begin(0).wake_self(0).poll_end(0, ready).destroy(0).all_well().blamed(),
        "");
    EXPECT_FALSE(TraceBuilder().spawn(0).finish(0).all_well().exercised("EXEC-7.a"));
}

TEST(Completion, APollAfterReadyFromAWakeAfterItIsEXEC8) {
    const auto trace = TraceBuilder()
                           .spawn(0)
                           .poll_begin(0)
                           .clone(0)
                           .poll_end(0, ready)
                           .wake(0)
                           .poll(0, ready)
                           .destroy(0)
                           .all_well();
    EXPECT_EQ(trace.blamed(), "EXEC-8.c");
}

TEST(Completion, WithoutWakersOutliveTaskEveryPollAfterReadyIsEXEC7) {
    EXPECT_EQ(TraceBuilder()
                  .without(Capability::wakers_outlive_task)
                  .spawn(0)
                  .poll_begin(0)
                  .clone(0)
                  .poll_end(0, ready)
                  .wake(0)
                  .poll(0, ready)
                  .destroy(0)
                  .all_well()
                  .findings()
                  .front()
                  .clause,
              "EXEC-7.a");
}

TEST(Completion, HarmlessLateOperationsAreFine) {
    const auto trace = finished_task()
                           .finished()
                           .late_begin()
                           .wake_by_ref(0, 0, on_main)
                           .clone_from(0, 0, 1, on_main)
                           .wake(0, 1, on_main)
                           .drop(0)
                           .spawn(marker)
                           .finish(marker)
                           .late_end()
                           .destroyed()
                           .case_end();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("EXEC-8.a"));
    EXPECT_TRUE(trace.exercised("EXEC-8.b"));
    EXPECT_TRUE(trace.exercised("EXEC-8.c"));
    EXPECT_FALSE(trace.exercised("EXEC-9.a"));
}

TEST(Completion, ALateWakeMayNotThrow) {
    const auto trace = finished_task()
                           .finished()
                           .late_begin()
                           .wake_by_ref(0, 0, on_main, flag::threw)
                           .drop(0)
                           .spawn(marker)
                           .finish(marker)
                           .late_end()
                           .destroyed()
                           .case_end();
    EXPECT_EQ(trace.blamed(), "EXEC-8.b");
}

TEST(Completion, AThrowWhileThePollMayNotHaveReturnedIsNotAccused) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .clone(0)
                  .poll_end(0, ready)
                  .wake_by_ref(0, 0, on_actor, flag::threw)
                  .destroy(0)
                  .drop(0)
                  .all_well()
                  .blamed(),
              "");
}

TEST(Completion, AnExecutorThatNoLongerWorksAfterALateWakeIsHarmed) {
    const auto trace = finished_task()
                           .finished()
                           .late_begin()
                           .wake_by_ref(0, 0, on_main)
                           .spawn(marker)
                           .stalled()
                           .late_end()
                           .destroyed()
                           .drop(0)
                           .case_end();
    EXPECT_EQ(trace.blamed(), "EXEC-8.a");
    EXPECT_TRUE(trace.finding().harm);
    EXPECT_EQ(trace.finding().manner, Manner::hang);
}

TEST(Completion, ACrashInALateWakeIsHarm) {
    const auto trace =
        finished_task().finished().late_begin().event(Kind::wake_begin, on_main, 0, 0).crashed();
    EXPECT_EQ(trace.blamed(), "EXEC-8.a");
    EXPECT_EQ(trace.finding().manner, Manner::crash);
}

/// Task 0 is finished; tasks 1 and 2 sleep; task 3 wakes task 0's waker, and yields once more, again and
/// again.
TraceBuilder stale_wakes(int times, bool newer_polled_each_time, bool third_polled) {
    TraceBuilder trace;
    trace.spawn(0).poll_begin(0).clone(0, 0).poll_end(0, ready).destroy(0);
    trace.spawn(1).spawn(2).spawn(3).poll_begin(1).clone(1, 1).poll_end(1).poll_begin(2).clone(2, 2).poll_end(
        2);
    for (int i = 0; i < times; ++i) {
        trace.poll_begin(3).wake_by_ref(0, 0, on_worker).wake_self(3).poll_end(3);
        if (newer_polled_each_time || i % 3 == 0) {
            trace.poll(1);
        }
        if (third_polled && i == 4) {
            trace.poll(2);
        }
        trace.poll_begin(3).wake_self(3).poll_end(3);
    }
    return trace.wake(1, 1).finish(1).wake(2, 2).finish(2).finish(3).drop(0).all_well();
}

TEST(Completion, AStaleWakerThatWakesTheNextOccupantEachTimeIsFound) {
    EXPECT_EQ(stale_wakes(10, true, false).blamed(), "EXEC-8.d");
    EXPECT_TRUE(stale_wakes(10, true, false).exercised("EXEC-8.d"));
}

TEST(Completion, AFewPollsAfterStaleWakesAreNoPattern) {
    EXPECT_EQ(stale_wakes(8, true, false).blamed(), "");
    EXPECT_EQ(stale_wakes(12, false, false).blamed(), "");
    EXPECT_EQ(stale_wakes(12, true, true).blamed(), "");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
