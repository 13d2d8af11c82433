// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "doubles.hpp"

namespace {

using namespace wakelaw;
using doubles::Counts;
using doubles::poll_once;
using doubles::Probe;

TEST(BoxedFuture, NeverMovesTheFutureInside) {
    Counts counts;
    {
        std::vector<BoxedFuture<int>> boxes;
        for (int i = 0; i < 10; ++i) {
            boxes.push_back(boxed(Probe(counts, [](int n, Context&) -> Poll<int> {
                if (n < 2)
                    return Pending{};
                return Poll<int>::ready(n);
            })));
            for (auto& box : boxes) {
                if (&box == &boxes.back()) {
                    EXPECT_TRUE(poll_once(box).is_pending());
                }
            }
        }
        for (auto& box : boxes)
            EXPECT_EQ(poll_once(box).value(), 2);
    }
    doubles::expect_clean(counts);
    EXPECT_EQ(counts.polls, 20);
    EXPECT_EQ(counts.drops, 10);
}

TEST(BoxedFuture, HoldsAFutureThatCannotBeMoved) {
    BoxedFuture<bool> box = boxed_with([] { return doubles::Pinned(); });
    EXPECT_TRUE(poll_once(box).is_pending());
    BoxedFuture<bool> moved = std::move(box);
    EXPECT_TRUE(poll_once(moved).value());
}

TEST(BoxedFuture, IsNotBoxedTwice) {
    auto box = boxed(boxed(ready(std::make_unique<int>(1))));
    static_assert(std::is_same_v<decltype(box), BoxedFuture<std::unique_ptr<int>>>);
    EXPECT_EQ(*poll_once(box).value(), 1);
}

}  // namespace
