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

TEST(Concurrency, ARaceOnThePayloadIsTHR1) {
    const auto trace = used_by_an_actor()
                           .poll_begin(0)
                           .event(Kind::payload_read, on_worker, 0, 0)
                           .race(RaceOn::payload)
                           .poll_end(0, ready)
                           .destroy(0)
                           .all_well();
    EXPECT_EQ(trace.blamed(), "THR-1.a");
    EXPECT_TRUE(trace.exercised("THR-1.a"));
    EXPECT_FALSE(used_by_an_actor().finish(0).all_well().exercised("THR-1.a"));
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
