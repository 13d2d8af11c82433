// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TraceBuilder bound(Driving driving = Driving::threads) {
    TraceBuilder trace(driving);
    trace.with(Capability::thread_bound_tasks);
    return trace;
}

TEST(ThreadBound, PollsAndDestructionOnTheDrivingThreadAreFine) {
    const auto trace =
        bound(Driving::stepping).spawn(0).drive_begin().poll(0, ready).destroy(0).drive_end().all_well();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("EXEC-20.a"));
    EXPECT_TRUE(trace.exercised("EXEC-20.b"));
}

TEST(ThreadBound, APollOnAForeignThreadIsFound) {
    EXPECT_EQ(bound(Driving::stepping)
                  .spawn(0)
                  .drive_begin()
                  .poll_begin(0)
                  .clone(0)
                  .poll_end(0)
                  .drive_end()
                  .wake(0)
                  .poll_begin_on(on_actor, 0)
                  .poll_end_on(on_actor, 0, ready)
                  .destroy_on(on_main, 0)
                  .all_well()
                  .blamed(),
              "EXEC-20.a");
}

TEST(ThreadBound, ADestructionOnAForeignThreadIsFound) {
    EXPECT_EQ(bound(Driving::stepping)
                  .spawn(0)
                  .drive_begin()
                  .poll(0, ready)
                  .destroy_on(on_actor, 0)
                  .drive_end()
                  .all_well()
                  .blamed(),
              "EXEC-20.b");
}

TEST(ThreadBound, AnExecutorWithThreadsBindsATaskToTheOneThatPollsItFirst) {
    const auto migrates = [] {
        return bound()
            .spawn(0)
            .poll_begin_on(on_worker, 0)
            .wake_self(0)
            .poll_end_on(on_worker, 0)
            .poll_begin_on(on_worker_2, 0)
            .poll_end_on(on_worker_2, 0, ready)
            .destroy_on(on_worker, 0)
            .all_well();
    };
    EXPECT_EQ(migrates().blamed(), "EXEC-20.a");
    EXPECT_EQ(migrates().without(Capability::thread_bound_tasks).blamed(), "");
}

TEST(ThreadBound, AFutureThatWasNeverPolledIsBoundToNoThread) {
    EXPECT_FALSE(bound().spawn(0).destroy_on(on_main, 0).exercised("EXEC-20.b"));
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
