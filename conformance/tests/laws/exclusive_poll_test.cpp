// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TEST(ExclusivePoll, TwoThreadsMayNotPollOneTaskAtOnce) {
    const auto trace = TraceBuilder()
                           .spawn(0)
                           .poll_begin(0)
                           .wake_self(0)
                           .poll_begin_on(on_worker_2, 0, 0, flag::overlapped)
                           .poll_end_on(on_worker_2, 0)
                           .poll_end(0, ready)
                           .destroy(0)
                           .all_well();
    EXPECT_EQ(trace.blamed(), "EXEC-4.a");
    EXPECT_TRUE(trace.exercised("EXEC-4.a"));
}

TEST(ExclusivePoll, OneThreadMayNotPollATaskInsideItsOwnPoll) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .event(Kind::wake_by_ref_begin, on_worker, 0, borrowed)
                  .poll_begin_on(on_worker, 0, 0, flag::overlapped)
                  .poll_end(0)
                  .event(Kind::wake_by_ref_end, on_worker, 0, borrowed)
                  .poll_end(0, ready)
                  .destroy(0)
                  .all_well()
                  .blamed(),
              "EXEC-4.b");
}

TEST(ExclusivePoll, AnotherTaskMayBePolledInsideAWake) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .spawn(1)
                  .poll_begin(0)
                  .event(Kind::wake_by_ref_begin, on_worker, 0, borrowed)
                  .finish(1)
                  .event(Kind::wake_by_ref_end, on_worker, 0, borrowed)
                  .poll_end(0)
                  .finish(0)
                  .all_well()
                  .blamed(),
              "EXEC-13.a EXEC-13.b");
}

TEST(ExclusivePoll, SuccessivePollsMayChangeThreads) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .wake_self(0)
                  .poll_end(0)
                  .poll_begin_on(on_worker_2, 0)
                  .poll_end_on(on_worker_2, 0, ready)
                  .destroy_on(on_worker, 0)
                  .all_well()
                  .blamed(),
              "");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
