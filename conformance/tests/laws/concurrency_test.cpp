// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TraceBuilder used_by_an_actor() {
    return TraceBuilder().with_thread_sanitizer().spawn(0).poll_begin(0).clone(0).poll_end(0).wake(0);
}

TEST(Concurrency, UseOfOneTasksWakersOnTwoThreadsExercisesWAK8) {
    EXPECT_TRUE(used_by_an_actor().finish(0).all_well().exercised("WAK-8.b"));
    EXPECT_FALSE(used_by_an_actor().finish(0).all_well().exercised("WAK-8.c"));
    EXPECT_FALSE(
        TraceBuilder().spawn(0).poll_begin(0).wake_self(0).poll_end(0).finish(0).all_well().exercised(
            "WAK-8.b"));
    EXPECT_EQ(used_by_an_actor().finish(0).all_well().blamed(), "");
}

TEST(Concurrency, ARaceOnTheSubjectIsWAK8) {
    const auto trace = used_by_an_actor().race(RaceOn::subject).finish(0).all_well();
    EXPECT_EQ(trace.blamed(), "WAK-8.b");
    EXPECT_TRUE(trace.finding().harm);
}

/// An actor writes payload 0, unless told otherwise, and wakes; the next poll reads it and races.
TraceBuilder races_on_payload(std::uint16_t written, bool woken = true) {
    TraceBuilder trace = TraceBuilder().with_thread_sanitizer().spawn(0).poll_begin(0).clone(0).poll_end(0);
    trace.event(Kind::payload_written, on_actor, trace::nothing, written);
    if (woken) {
        trace.wake(0);
    }
    return trace.poll_begin(0)
        .race(RaceOn::payload)
        .event(Kind::payload_read, on_worker, 0, 0)
        .poll_end(0, ready)
        .destroy(0)
        .all_well();
}

TEST(Concurrency, ARaceOnThePayloadIsTHR1) {
    const TraceBuilder trace = races_on_payload(0);
    EXPECT_EQ(trace.blamed(), "THR-1.a");
    EXPECT_TRUE(trace.exercised("THR-1.a"));
    EXPECT_FALSE(used_by_an_actor().finish(0).all_well().exercised("THR-1.a"));
}

TEST(Concurrency, ARaceOnWhatNobodyWroteBeforeAWakeIsNobodysFault) {
    EXPECT_EQ(races_on_payload(1).blamed(), "");
    EXPECT_EQ(races_on_payload(0, false).blamed(), "");
    EXPECT_FALSE(races_on_payload(1).exercised("THR-1.a"));
}

TEST(Concurrency, AWakeInAThreadLocalsDestructorExercisesWAK8) {
    const auto trace = TraceBuilder()
                           .spawn(0)
                           .poll_begin(0)
                           .clone(0)
                           .poll_end(0)
                           .wake(0, 0, on_worker_2, flag::at_exit)
                           .finish(0)
                           .all_well();
    EXPECT_TRUE(trace.exercised("WAK-8.c"));
    EXPECT_EQ(trace.blamed(), "");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
