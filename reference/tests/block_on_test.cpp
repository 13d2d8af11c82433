// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <thread>

#include "doubles.hpp"

namespace {

using namespace wakelaw;
using doubles::Counts;
using doubles::Probe;
using doubles::Slot;

TEST(BlockOn, ReturnsTheValue) {
    EXPECT_EQ(block_on(ready(3)), 3);
    block_on(yield_now());
    EXPECT_EQ(*block_on(ready(std::make_unique<int>(4))), 4);
}

TEST(BlockOn, DoesNotMoveTheFuture) {
    EXPECT_TRUE(block_on(doubles::Pinned()));
    doubles::Pinned pinned;
    EXPECT_TRUE(block_on(pinned));
    EXPECT_EQ(pinned.self, &pinned);
}

TEST(BlockOn, PassesExceptionsOn) {
    EXPECT_THROW(block_on(poll_fn([](Context&) -> Poll<int> { throw std::runtime_error("poll"); })),
                 std::runtime_error);
}

// EXEC-11
TEST(BlockOn, IsWokenByAForeignThread) {
    for (int round = 0; round < 50; ++round) {
        Counts counts;
        Slot slot;
        std::atomic<bool> flag{false};
        std::thread waker([&] {
            flag = true;
            while (!slot.wake_by_ref())
                std::this_thread::yield();
        });
        block_on(Probe(counts, doubles::until(flag, slot)));
        waker.join();
        doubles::expect_clean(counts);
    }
}

// EXEC-22: the inner driver sleeps while the wake of the outer one arrives, and does not swallow it.
TEST(BlockOn, MayBeNested) {
    Slot outer_slot, inner_slot;
    std::atomic<bool> inner_flag{false};
    std::thread thread;
    const int result = block_on(poll_fn([&, n = 0](Context& outer) mutable -> Poll<int> {
        if (n++ > 0)
            return Poll<int>::ready(n);
        outer_slot.put(outer.waker());
        thread = std::thread([&] {
            doubles::await([&] { return outer_slot.wake_by_ref(); });
            inner_flag = true;
            doubles::await([&] { return inner_slot.wake_by_ref(); });
        });
        Counts counts;
        block_on(Probe(counts, doubles::until(inner_flag, inner_slot)));
        return Pending{};
    }));
    thread.join();
    EXPECT_EQ(result, 2);
}

// EXEC-9
TEST(BlockOn, WakersOutliveTheFrame) {
    Slot slot;
    block_on(poll_fn([&](Context& context) -> Poll<void> {
        slot.put(context.waker());
        return Poll<void>::ready();
    }));
    EXPECT_TRUE(slot.wake_by_ref());
    std::move(*slot.take()).wake();
}

}  // namespace
