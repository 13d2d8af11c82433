// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include <wakelaw/poll.hpp>

namespace {

using wakelaw::Pending;
using wakelaw::Poll;

struct Counted {
    static inline int live = 0;
    static inline int copies = 0;
    int id;
    explicit Counted(int i) : id(i) { ++live; }
    Counted(const Counted& other) : id(other.id) { ++live, ++copies; }
    Counted(Counted&& other) noexcept : id(other.id) { ++live; }
    Counted& operator=(const Counted&) = default;
    Counted& operator=(Counted&&) = default;
    ~Counted() { --live; }
};

struct ThrowingMove {
    bool armed = false;
    explicit ThrowingMove(bool a) : armed(a) {}
    // NOLINTNEXTLINE(performance-noexcept-move-constructor): that it throws is the point
    ThrowingMove(ThrowingMove&& other) : armed(other.armed) {
        if (armed)
            throw std::runtime_error("move");
    }
};

struct NonMovable {
    int value;
    explicit NonMovable(int v) : value(v) {}
    NonMovable(NonMovable&&) = delete;
};

// POLL-1
TEST(Poll, IsExactlyOneOfReadyAndPending) {
    EXPECT_TRUE(Poll<int>::ready(1).is_ready());
    EXPECT_FALSE(Poll<int>::ready(1).is_pending());
    EXPECT_TRUE(Poll<int>::pending().is_pending());
    EXPECT_FALSE(Poll<int>::pending().is_ready());
    EXPECT_TRUE(Poll<void>::ready().is_ready());
    EXPECT_TRUE(Poll<void>(Pending{}).is_pending());
    int n = 0;
    EXPECT_TRUE(Poll<int&>::ready(n).is_ready());
    EXPECT_TRUE(Poll<int&>(Pending{}).is_pending());
}

TEST(Poll, OwnsOneValueAndCopiesNone) {
    Counted::live = Counted::copies = 0;
    {
        auto a = Poll<Counted>::ready(7);
        EXPECT_EQ(Counted::live, 1);
        auto b = std::move(a);
        EXPECT_EQ(Counted::live, 2);  // the moved-from value still exists
        const Counted c = std::move(b).value();
        EXPECT_EQ(c.id, 7);
        const auto p = Poll<Counted>::pending();
        EXPECT_TRUE(p.is_pending());
        EXPECT_EQ(Counted::live, 3);
    }
    EXPECT_EQ(Counted::live, 0);
    EXPECT_EQ(Counted::copies, 0);
}

TEST(Poll, HoldsMoveOnlyAndNonMovableTypes) {
    auto p = Poll<std::unique_ptr<int>>::ready(std::make_unique<int>(3));
    EXPECT_EQ(*std::move(p).value(), 3);
    auto n = Poll<NonMovable>::ready(4);
    EXPECT_EQ(n.value().value, 4);
}

TEST(Poll, SurvivesAThrowingMove) {
    auto p = Poll<ThrowingMove>::ready(true);
    EXPECT_THROW(static_cast<void>(Poll<ThrowingMove>(std::move(p))), std::runtime_error);
    EXPECT_TRUE(p.is_ready());  // NOLINT(bugprone-use-after-move): the move has thrown
}

TEST(Poll, RefersToTheVeryObject) {
    int n = 1;
    auto p = Poll<int&>::ready(n);
    p.value() = 2;
    EXPECT_EQ(n, 2);
    EXPECT_EQ(&p.value(), &n);
}

// POLL-2
TEST(Poll, MapCallsOnceOnReadyAndNeverOnPending) {
    int calls = 0;
    auto count = [&](int v) { return ++calls, std::to_string(v); };
    EXPECT_EQ(Poll<int>::ready(5).map(count).value(), "5");
    EXPECT_EQ(calls, 1);
    EXPECT_TRUE(Poll<int>::pending().map(count).is_pending());
    EXPECT_EQ(calls, 1);
    auto nothing = [&] { ++calls; };
    EXPECT_TRUE(Poll<void>::ready().map(nothing).is_ready());
    EXPECT_EQ(calls, 2);
    EXPECT_TRUE(Poll<void>::pending().map(nothing).is_pending());
    EXPECT_EQ(calls, 2);
    int n = 6;
    auto address = [&](int& r) -> int& { return ++calls, r; };
    EXPECT_EQ(&Poll<int&>::ready(n).map(address).value(), &n);
    EXPECT_TRUE(Poll<int&>::pending().map(address).is_pending());
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(
        Poll<std::unique_ptr<int>>::ready(std::make_unique<int>(8)).map([](auto v) { return *v; }).value(),
        8);
}

TEST(Poll, ComparesAlternativeAndValue) {
    EXPECT_EQ(Poll<int>::ready(1), Poll<int>::ready(1));
    EXPECT_FALSE(Poll<int>::ready(1) == Poll<int>::ready(2));
    EXPECT_FALSE(Poll<int>::ready(0) == Poll<int>::pending());
    EXPECT_EQ(Poll<int>::pending(), Pending{});
    EXPECT_EQ(Poll<void>::ready(), Poll<void>::ready());
    EXPECT_FALSE(Poll<void>::ready() == Pending{});
    int a = 1, b = 1;
    EXPECT_EQ(Poll<int&>::ready(a), Poll<int&>::ready(b));
}

}  // namespace
