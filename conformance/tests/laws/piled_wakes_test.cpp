// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdint>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

constexpr std::uint64_t many = 8000;

/// Five readings, `many` wakes apart, and so many bytes for each wake.
TraceBuilder measured(std::uint64_t bytes_for_each) {
    TraceBuilder trace(Driving::stepping);
    trace.spawn(0).drive_begin().poll_begin(0);
    for (std::uint64_t i = 0; i < 5; ++i) {
        trace.event(Kind::wake_by_ref_begin, on_main, 1, 0, 0, many)
            .event(Kind::wake_by_ref_end, on_main, 1, 0)
            .event(Kind::measured, on_main, 0, trace::nothing, 0, 5000 + bytes_for_each * many * i);
    }
    return trace.poll_end(0, ready).destroy(0).drive_end().all_well();
}

TEST(PiledWakes, MemoryThatStaysIsFine) {
    EXPECT_EQ(measured(0).blamed(), "");
    EXPECT_TRUE(measured(0).exercised("EXEC-3.a"));
}

TEST(PiledWakes, MemoryThatGrowsWithTheWakesIsAWarning) {
    EXPECT_EQ(measured(8).blamed(), "EXEC-3.a");
    EXPECT_EQ(measured(8).finding().manner, Manner::warning);
}

TEST(PiledWakes, AQueueThatHasReachedItsBoundIsFine) {
    TraceBuilder trace(Driving::stepping);
    for (const std::uint64_t bytes : {5000U, 90000U, 90000U, 90000U}) {
        trace.event(Kind::wake_by_ref_begin, on_main, 1, 0, 0, many)
            .event(Kind::wake_by_ref_end, on_main, 1, 0)
            .event(Kind::measured, on_main, 0, trace::nothing, 0, bytes);
    }
    EXPECT_EQ(trace.blamed(), "");
}

TEST(PiledWakes, FewWakesAndUncountedMemorySayNothing) {
    TraceBuilder few(Driving::stepping);
    TraceBuilder uncounted(Driving::stepping);
    for (std::uint64_t i = 0; i < 5; ++i) {
        few.wake_by_ref(1).event(Kind::measured, on_main, 0, trace::nothing, 0, 5000 + 100 * i);
        uncounted.event(Kind::wake_by_ref_begin, on_main, 1, 0, 0, many)
            .event(Kind::measured, on_main, 0, trace::nothing, 0, 0);
    }
    EXPECT_EQ(few.blamed(), "");
    EXPECT_FALSE(few.exercised("EXEC-3.a"));
    EXPECT_FALSE(uncounted.exercised("EXEC-3.a"));
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
