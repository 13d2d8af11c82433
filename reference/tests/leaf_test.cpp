// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>

#include "doubles.hpp"

namespace {

using namespace wakelaw;
using doubles::Ledger;
using doubles::poll_once;

TEST(Leaf, ReadyYieldsItsValueOnceAndThenThrows) {
    auto future = ready(std::make_unique<int>(5));
    EXPECT_EQ(*poll_once(future).value(), 5);
    EXPECT_THROW(static_cast<void>(poll_once(future)), std::logic_error);
    auto nothing = ready();
    EXPECT_TRUE(poll_once(nothing).is_ready());
}

TEST(Leaf, PendingNeverTouchesTheWaker) {
    Ledger ledger;
    const Waker waker = ledger.waker();
    auto future = pending<int>();
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(poll_once(future, waker).is_pending());
    EXPECT_EQ(ledger.clones + ledger.wakes + ledger.wakes_by_ref + ledger.drops, 0);
}

TEST(Leaf, PollFnPassesTheContext) {
    Ledger ledger;
    const Waker waker = ledger.waker();
    auto future = poll_fn([](Context& context) -> Poll<int> {
        context.waker().wake_by_ref();
        return Poll<int>::ready(3);
    });
    EXPECT_EQ(poll_once(future, waker).value(), 3);
    EXPECT_EQ(ledger.wakes_by_ref, 1);
}

TEST(Leaf, YieldNowWakesItsTaskOnce) {
    Ledger ledger;
    const Waker waker = ledger.waker();
    auto future = yield_now();
    EXPECT_EQ(ledger.wakes_by_ref, 0);
    EXPECT_TRUE(poll_once(future, waker).is_pending());
    EXPECT_EQ(ledger.wakes_by_ref, 1);
    EXPECT_TRUE(poll_once(future, waker).is_ready());
    EXPECT_EQ(ledger.wakes_by_ref + ledger.wakes, 1);
}

}  // namespace
