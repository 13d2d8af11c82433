// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TraceBuilder under_observation() {
    TraceBuilder trace;
    trace.with_thread_sanitizer();
    return trace;
}

TEST(Order, PollsWithoutARaceAreFine) {
    const auto trace =
        under_observation().spawn(0).poll_begin(0).wake_self(0).poll_end(0).finish(0).all_well();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("THR-2.a"));
    EXPECT_TRUE(trace.exercised("THR-2.b"));
}

TEST(Order, ARaceBetweenTwoPollsIsFound) {
    EXPECT_EQ(under_observation()
                  .spawn(0)
                  .poll_begin_on(on_worker_2, 0)
                  .wake_self(0)
                  .poll_end_on(on_worker_2, 0)
                  .poll_begin(0)
                  .race(RaceOn::hand_over)
                  .poll_end(0, ready)
                  .destroy(0)
                  .all_well()
                  .blamed(),
              "THR-2.a");
}

TEST(Order, ARaceInTheFirstPollIsTheSpawns) {
    EXPECT_EQ(under_observation()
                  .spawn(0)
                  .poll_begin(0)
                  .race(RaceOn::hand_over)
                  .poll_end(0, ready)
                  .destroy(0)
                  .all_well()
                  .blamed(),
              "THR-2.b");
}

TEST(Order, PollsThatOverlapAreAnotherRule) {
    EXPECT_EQ(under_observation()
                  .spawn(0)
                  .poll_begin_on(on_worker_2, 0)
                  .wake_self(0)
                  .poll_begin_on(on_worker, 0, 0, flag::overlapped)
                  .race(RaceOn::hand_over)
                  .poll_end(0)
                  .poll_end_on(on_worker_2, 0)
                  .finish(0)
                  .all_well()
                  .blamed(),
              "EXEC-4.a");
}

TEST(Order, ARaceOutsideOfPollsBelongsToNobody) {
    EXPECT_EQ(under_observation().spawn(0).finish(0).race(RaceOn::hand_over).all_well().blamed(), "");
}

TEST(Order, ARaceWithTheReleaseOfTheLastWakerIsFound) {
    EXPECT_EQ(under_observation()
                  .spawn(0)
                  .poll_begin(0)
                  .clone(0)
                  .poll_end(0, ready)
                  .destroy(0)
                  .event(Kind::drop_begin, on_worker, 0, 0)
                  .race(RaceOn::release)
                  .event(Kind::drop_end, on_worker, 0, 0)
                  .all_well()
                  .blamed(),
              "THR-3.b");
}

TEST(Order, ARaceWithAnyOtherReleaseIsTheGeneralClause) {
    EXPECT_EQ(under_observation().spawn(0).finish(0).race(RaceOn::release).all_well().blamed(), "THR-3.a");
}

TEST(Order, ARaceInTheDestructorBeforeTheReleaseIsTheReleases) {
    EXPECT_EQ(under_observation()
                  .spawn(0)
                  .finish(0)
                  .race(RaceOn::subject)
                  .race(RaceOn::release)
                  .all_well()
                  .blamed(),
              "THR-3.a");
}

TEST(Order, NobodyLooksWithoutARaceDetector) {
    const auto trace = TraceBuilder().spawn(0).poll_begin(0).wake_self(0).poll_end(0).finish(0).all_well();
    EXPECT_FALSE(trace.exercised("THR-2.a"));
    EXPECT_FALSE(trace.exercised("THR-3.b"));
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
