// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TraceBuilder wake_around(std::uint8_t thread) {
    TraceBuilder trace;
    return trace.spawn(0)
        .poll_begin(0)
        .clone(0)
        .poll_end(0)
        .event(Kind::wake_begin, on_actor, 0, 0)
        .poll_begin_on(thread, 0)
        .poll_end_on(thread, 0, ready)
        .destroy_on(thread, 0)
        .event(Kind::wake_end, on_actor, 0, 0)
        .all_well();
}

TEST(CallersStack, APollInsideAWakeIsAWarning) {
    const std::vector<Finding> found = wake_around(on_actor).findings();
    ASSERT_FALSE(found.empty());
    for (const Finding& one : found) {
        EXPECT_EQ(one.rule, "EXEC-13");
        EXPECT_EQ(one.manner, Manner::warning);
    }
}

TEST(CallersStack, APollOnAnotherThreadDuringTheWakeIsFine) {
    EXPECT_EQ(wake_around(on_worker).blamed(), "");
}

TEST(CallersStack, AFirstPollInsideSpawnIsAWarning) {
    EXPECT_EQ(TraceBuilder()
                  .event(Kind::spawn_begin, on_main, 0)
                  .poll_begin_on(on_main, 0)
                  .poll_end_on(on_main, 0, ready)
                  .destroy_on(on_main, 0)
                  .event(Kind::spawn_end, on_main, 0)
                  .all_well()
                  .blamed(),
              "EXEC-6.a");
}

TEST(CallersStack, AFirstPollOnAnotherThreadBeforeSpawnReturnsIsFine) {
    EXPECT_EQ(TraceBuilder()
                  .event(Kind::spawn_begin, on_main, 0)
                  .poll(0, ready)
                  .destroy(0)
                  .event(Kind::spawn_end, on_main, 0)
                  .all_well()
                  .blamed(),
              "");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
