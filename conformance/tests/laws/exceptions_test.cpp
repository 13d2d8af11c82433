// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TEST(Exceptions, ATaskThatThrowsMayTakeNothingWithIt) {
    const auto trace = TraceBuilder().spawn(0).spawn(1).finish(0, threw).finish(1).all_well();
    EXPECT_EQ(trace.blamed(), "");
    for (const char* clause : {"EXEC-19.a", "EXEC-19.b", "EXEC-19.c"}) {
        EXPECT_TRUE(trace.exercised(clause)) << clause;
    }
    EXPECT_FALSE(TraceBuilder().spawn(0).finish(0).all_well().exercised("EXEC-19.c"));
}

TEST(Exceptions, ThePolicyIsNeverJudged) {
    EXPECT_EQ(TraceBuilder(Driving::stepping)
                  .spawn(0)
                  .drive_begin()
                  .finish(0, threw)
                  .drive_end(flag::threw)
                  .all_well()
                  .blamed(),
              "");
}

TEST(Exceptions, TheTaskThatThrewIsNotPolledAgain) {
    EXPECT_EQ(TraceBuilder().spawn(0).poll(0, threw).poll(0, ready).destroy(0).all_well().blamed(),
              "EXEC-19.a");
}

TEST(Exceptions, ItsFutureIsDestroyedExactlyOnce) {
    EXPECT_EQ(TraceBuilder().spawn(0).poll(0, threw).all_well().blamed(), "EXEC-19.b");
    EXPECT_EQ(TraceBuilder().spawn(0).finish(0, threw).destroy(0, flag::destroyed).all_well().blamed(),
              "EXEC-19.b");
}

TEST(Exceptions, WhatIsLostAfterwardsIsBlamedHere) {
    const auto first_poll =
        TraceBuilder().spawn(0).spawn(1).finish(0, threw).stalled().nudged().stalled().given_up();
    EXPECT_EQ(first_poll.blamed(), "EXEC-19.c");
    EXPECT_TRUE(first_poll.finding().harm);
    EXPECT_EQ(first_poll.finding().manner, Manner::hang);
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .spawn(1)
                  .poll_begin(1)
                  .clone(1)
                  .poll_end(1)
                  .finish(0, threw)
                  .wake(1)
                  .stalled()
                  .nudged()
                  .stalled()
                  .given_up()
                  .blamed(),
              "EXEC-19.c");
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .finish(0, threw)
                  .finished()
                  .late_begin()
                  .spawn(marker)
                  .stalled()
                  .late_end()
                  .given_up()
                  .blamed(),
              "EXEC-19.c");
}

TEST(Exceptions, ADrivingCallThatHangsAfterwardsIsBlamedHere) {
    EXPECT_EQ(TraceBuilder(Driving::blocking).spawn(0).drive_begin().finish(0, threw).killed().blamed(),
              "EXEC-19.c");
}

TEST(Exceptions, AWakeThatHangsAfterwardsIsBlamedHere) {
    EXPECT_EQ(TraceBuilder(Driving::blocking)
                  .spawn(0)
                  .spawn(1)
                  .drive_begin()
                  .finish(0, threw)
                  .poll_begin(1)
                  .event(Kind::wake_by_ref_begin, on_main, 1, borrowed)
                  .killed()
                  .blamed(),
              "EXEC-19.c");
}

TEST(Exceptions, ACrashAfterwardsIsBlamedHere) {
    EXPECT_EQ(TraceBuilder().spawn(0).finish(0, threw).crashed().blamed(), "EXEC-19.c");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
