// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TraceBuilder executor_gone() {
    return TraceBuilder()
        .spawn(0)
        .poll_begin(0)
        .clone(0)
        .poll_end(0, ready)
        .destroy(0)
        .finished()
        .late_begin()
        .spawn(marker)
        .finish(marker)
        .late_end()
        .destroyed();
}

TEST(Afterlife, OperationsThatDoNothingAreFine) {
    const auto trace = executor_gone()
                           .wake_by_ref(0, 0, on_main)
                           .clone_from(0, 0, 1, on_main)
                           .wake(0, 1, on_main)
                           .drop(0)
                           .case_end();
    EXPECT_EQ(trace.blamed(), "");
    for (const char* clause : {"EXEC-9.a", "EXEC-9.b", "EXEC-9.c", "EXEC-9.d"}) {
        EXPECT_TRUE(trace.exercised(clause)) << clause;
    }
}

TEST(Afterlife, NoneMayThrow) {
    EXPECT_EQ(executor_gone().wake_by_ref(0, 0, on_main, flag::threw).drop(0).case_end().blamed(),
              "EXEC-9.b");
}

TEST(Afterlife, NoneMayBlock) {
    EXPECT_EQ(executor_gone().event(Kind::wake_begin, on_main, 0, 0).killed().blamed(), "EXEC-9.c");
    EXPECT_EQ(executor_gone().event(Kind::drop_begin, on_main, 0, 0).killed().blamed(), "EXEC-9.c");
    EXPECT_EQ(executor_gone().event(Kind::wake_begin, on_main, 0, 0).killed(Killed::unproved).blamed(), "");
}

TEST(Afterlife, NoneMayPoll) {
    const auto trace = TraceBuilder()
                           .spawn(0)
                           .poll_begin(0)
                           .clone(0)
                           .poll_end(0)
                           .destroyed()
                           .event(Kind::wake_begin, on_main, 0, 0)
                           .poll_begin_on(on_main, 0)
                           .poll_end_on(on_main, 0)
                           .event(Kind::wake_end, on_main, 0, 0)
                           .case_end();
    EXPECT_EQ(trace.blamed(), "EXEC-9.d");
}

TEST(Afterlife, APollByAnExecutorThatWasMerelyLetGoOfIsNotTheWakersDoing) {
    EXPECT_EQ(TraceBuilder()
                  .without(Capability::wakers_outlive_executor)
                  .spawn(0)
                  .poll_begin(0)
                  .clone(0)
                  .poll_end(0)
                  .wake(0)
                  .destroyed()
                  .finish(0)
                  .case_end()
                  .blamed(),
              "");
}

TEST(Afterlife, ACrashIsHarm) {
    const auto trace = executor_gone().event(Kind::wake_begin, on_main, 0, 0).crashed();
    EXPECT_EQ(trace.blamed(), "EXEC-9.a");
    EXPECT_TRUE(trace.finding().harm);
    EXPECT_EQ(executor_gone().drop(0).fault(MemoryFault::write_after_free).case_end().blamed(), "EXEC-9.a");
}

TEST(Afterlife, TheLastWakerMayDestroyAnUnfinishedFuture) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .clone(0)
                  .poll_end(0)
                  .destroyed()
                  .event(Kind::drop_begin, on_main, 0, 0)
                  .destroy_on(on_main, 0)
                  .event(Kind::drop_end, on_main, 0, 0)
                  .case_end()
                  .blamed(),
              "");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
