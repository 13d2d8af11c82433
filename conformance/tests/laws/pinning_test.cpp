// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TEST(Pinning, AFutureThatStaysIsFine) {
    const auto trace = TraceBuilder()
                           .spawn(0)
                           .poll_begin(0, 0xA0)
                           .wake_self(0)
                           .poll_end(0)
                           .poll(0, ready, 0xA0)
                           .destroy_on(on_worker, 0, 0, 0xA0)
                           .all_well();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("FUT-6.a"));
    EXPECT_TRUE(trace.exercised("FUT-6.c"));
}

TEST(Pinning, AFutureThatMovesBetweenPollsIsFound) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0, 0xA0)
                  .wake_self(0)
                  .poll_end(0)
                  .poll(0, ready, 0xB0)
                  .destroy_on(on_worker, 0, 0, 0xB0)
                  .all_well()
                  .blamed(),
              "FUT-6.a");
}

TEST(Pinning, AFutureThatMovesToBeDestroyedIsFound) {
    EXPECT_EQ(
        TraceBuilder().spawn(0).poll(0, ready, 0xA0).destroy_on(on_worker, 0, 0, 0xB0).all_well().blamed(),
        "FUT-6.c");
}

TEST(Pinning, UnknownAddressesSayNothing) {
    const auto trace = TraceBuilder().spawn(0).poll(0).poll(0, ready).destroy(0).all_well();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_FALSE(trace.exercised("FUT-6.a"));
    EXPECT_FALSE(trace.exercised("FUT-6.c"));
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
