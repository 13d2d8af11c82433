// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

/// Task 1 sleeps while task 0 yields three times.
TraceBuilder one_sleeps(bool swept) {
    TraceBuilder trace;
    trace.spawn(0)
        .spawn(1)
        .poll_begin(1)
        .clone(1, 1)
        .poll_end(1)
        .poll_begin(0)
        .clone(0, 0)
        .wake_self(0)
        .poll_end(0);
    for (int i = 0; i < 3; ++i) {
        if (swept) {
            trace.poll(1);
        }
        trace.poll_begin(0).wake_self(0).poll_end(0);
    }
    return trace;
}

TraceBuilder ending(TraceBuilder trace) { return trace.finish(0).wake(1, 1).finish(1).drop(0, 0).all_well(); }

TEST(Comparison, TrueForWakersOfDifferentTasksIsFound) {
    const auto trace = ending(one_sleeps(false).compared(0, 1, true));
    EXPECT_EQ(trace.blamed(), "WAK-5.a");
    EXPECT_TRUE(trace.exercised("WAK-5.a"));
}

TEST(Comparison, TrueForAFinishedTaskAndANewOneIsFound) {
    EXPECT_EQ(
        ending(one_sleeps(false).spawn(2).poll(2).finish(2).spawn(3).poll(3).compared(2, 3, true).finish(3))
            .blamed(),
        "WAK-5.a");
}

TEST(Comparison, FalseForDifferentTasksIsFine) {
    EXPECT_EQ(ending(one_sleeps(false).compared(0, 1, false)).blamed(), "");
}

TEST(Comparison, FalseForWakersOfOneTaskIsAWarning) {
    const auto trace = ending(one_sleeps(false).compared(0, 0, false));
    EXPECT_EQ(trace.blamed(), "WAK-6.b");
    EXPECT_EQ(trace.finding().manner, Manner::warning);
}

TEST(Comparison, FalseForClonesOfOnePollIsAnotherClause) {
    const auto trace = TraceBuilder()
                           .spawn(0)
                           .poll_begin(0)
                           .clone(0)
                           .compared(0, 0, false)
                           .wake_self(0)
                           .poll_end(0)
                           .finish(0)
                           .drop(0)
                           .all_well();
    EXPECT_EQ(trace.blamed(), "WAK-6.a");
}

TEST(Comparison, FalseForWakersOfAFinishedTaskSaysNothing) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .clone(0)
                  .poll_end(0, ready)
                  .destroy(0)
                  .compared(0, 0, false)
                  .drop(0)
                  .all_well()
                  .blamed(),
              "");
}

TEST(Comparison, TrueForWakersOfOneTaskIsFine) {
    const auto trace = ending(one_sleeps(false).compared(0, 0, true));
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_FALSE(trace.exercised("WAK-5.a"));
}

TEST(Comparison, TasksThatTrulyShareAWakerAreRecognised) {
    EXPECT_EQ(ending(one_sleeps(true).compared(0, 1, true)).blamed(), "");
}

TEST(Comparison, WithoutAnyTraceOfHowWakersWorkNothingIsSaid) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .spawn(1)
                  .poll(0)
                  .poll(1)
                  .compared(0, 1, true)
                  .wake(0)
                  .wake(1)
                  .finish(0)
                  .finish(1)
                  .all_well()
                  .blamed(),
              "");
}

TEST(Comparison, ADrivingCallThatReturnedShowsThatTheySleep) {
    EXPECT_EQ(TraceBuilder(Driving::stepping)
                  .spawn(0)
                  .spawn(1)
                  .drive_begin()
                  .poll_begin(1)
                  .clone(1, 1)
                  .poll_end(1)
                  .poll_begin(0)
                  .wake_self(0)
                  .compared(0, 1, true, on_main)
                  .poll_end(0)
                  .finish(0)
                  .drive_end()
                  .wake(1, 1)
                  .drive_begin()
                  .finish(1)
                  .drive_end()
                  .all_well()
                  .blamed(),
              "WAK-5.a");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
