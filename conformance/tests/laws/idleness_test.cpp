// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

/// One task waits for an event, and is polled `polls` times in the meantime.
TraceBuilder waited(int polls) {
    TraceBuilder trace;
    trace.spawn(0).poll_begin(0).clone(0).poll_end(0);
    for (int i = 0; i < polls; ++i) {
        trace.poll(0);
    }
    return trace.event(Kind::signalled, on_actor, trace::nothing, 0).wake(0).finish(0).all_well();
}

TEST(Idleness, ATaskThatIsLeftAloneIsFine) {
    EXPECT_EQ(waited(0).blamed(), "");
    EXPECT_TRUE(waited(0).exercised("EXEC-25.a"));
}

TEST(Idleness, AFewSpuriousPollsAreFine) { EXPECT_EQ(waited(5).blamed(), ""); }

TEST(Idleness, PollsWithoutEndAreAWarning) {
    EXPECT_EQ(waited(100).blamed(), "EXEC-25.a");
    EXPECT_EQ(waited(100).finding().manner, Manner::warning);
}

TEST(Idleness, APollForEachOfManyWakesIsFine) {
    TraceBuilder trace;
    trace.spawn(0).poll_begin(0).clone(0).poll_end(0);
    for (int i = 0; i < 100; ++i) {
        trace.wake_by_ref(0);
    }
    for (int i = 0; i < 100; ++i) {
        trace.poll(0);
    }
    EXPECT_EQ(trace.finish(0).all_well().blamed(), "");
}

TEST(Idleness, PollsWhileAnotherTaskIsBusyAreNotIdleness) {
    TraceBuilder trace;
    trace.spawn(0).spawn(1).poll(0).poll_begin_on(on_worker_2, 1);
    for (int i = 0; i < 100; ++i) {
        trace.poll(0);
    }
    EXPECT_EQ(trace.finish(0).poll_end_on(on_worker_2, 1, ready).destroy(1).all_well().blamed(), "");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
