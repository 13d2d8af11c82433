// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

using trace::Nested;

TraceBuilder& nest(TraceBuilder& trace, std::uint16_t task, Nested outcome = Nested::worked) {
    return trace.event(Kind::nesting, on_main, task)
        .event(Kind::nested, on_main, task, static_cast<std::uint16_t>(outcome));
}

/// Task 0 is woken by an actor, then drives another executor, and returns Pending.
TraceBuilder woken_and_nested(Driving driving = Driving::stepping) {
    TraceBuilder trace(driving);
    trace.spawn(0).drive_begin().poll_begin(0).clone(0).wake(0);
    nest(trace, 0).poll_end(0);
    return trace;
}

TEST(Nesting, AWakeThatIsServedAfterTheInnerDriverIsFine) {
    const auto trace = woken_and_nested().finish(0).drive_end().all_well();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("EXEC-22.a"));
    EXPECT_TRUE(trace.exercised("EXEC-22.b"));
}

TEST(Nesting, AWakeThatIsLostAtAnInnerDriverIsFound) {
    const auto trace = woken_and_nested(Driving::blocking).killed();
    EXPECT_EQ(trace.blamed(), "EXEC-22.b");
    EXPECT_EQ(trace.finding().manner, Manner::hang);
}

TEST(Nesting, AWakeThatIsLostAfterTheInnerDriverIsAnother) {
    TraceBuilder trace(Driving::blocking);
    trace.spawn(0).drive_begin().poll_begin(0).clone(0);
    EXPECT_EQ(nest(trace, 0).wake(0).poll_end(0).killed().blamed(), "EXEC-2.a");
}

TEST(Nesting, AnInnerDriverThatDoesNotReturnIsFound) {
    TraceBuilder trace(Driving::stepping);
    trace.spawn(0).drive_begin().poll_begin(0).event(Kind::nesting, on_main, 0).killed();
    EXPECT_EQ(trace.blamed(), "EXEC-22.a");
    EXPECT_EQ(trace.finding().manner, Manner::hang);
}

TEST(Nesting, AnInnerDriverThatDoesNothingIsFound) {
    TraceBuilder trace(Driving::stepping);
    trace.spawn(0).drive_begin().poll_begin(0);
    EXPECT_EQ(nest(trace, 0, Nested::idle).poll_end(0, ready).destroy(0).drive_end().all_well().blamed(),
              "EXEC-22.a");
}

TEST(Nesting, ARefusalIsFineAndInEveryRun) {
    TraceBuilder always(Driving::stepping);
    always.spawn(0).drive_begin().poll_begin(0);
    nest(nest(always, 0, Nested::refused), 0, Nested::refused).poll_end(0, ready).destroy(0).drive_end();
    EXPECT_EQ(always.all_well().blamed(), "");
    TraceBuilder now_and_then(Driving::stepping);
    now_and_then.spawn(0).drive_begin().poll_begin(0);
    nest(nest(now_and_then, 0, Nested::refused), 0).poll_end(0, ready).destroy(0).drive_end();
    EXPECT_EQ(now_and_then.all_well().blamed(), "EXEC-22.a");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
