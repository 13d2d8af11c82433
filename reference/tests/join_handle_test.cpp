// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <thread>

#include "doubles.hpp"

namespace {

using namespace wakelaw;
using doubles::Counts;
using doubles::Ledger;
using doubles::Probe;

struct Output {
    static inline std::atomic<int> live = 0;
    Output() { ++live; }
    Output(Output&&) noexcept { ++live; }
    ~Output() { --live; }
};

// JOIN-1
TEST(JoinHandle, DeliversTheOutputOnceAndDropsItIfNeverTaken) {
    Output::live = 0;
    {
        LocalExecutor executor;
        auto output = [] { return poll_fn([](Context&) { return Poll<Output>::ready(); }); };
        auto taken = executor.spawn(output());
        auto dropped = executor.spawn(output());
        executor.spawn(output()).detach();
        executor.run();
        EXPECT_EQ(Output::live, 2);
        { const auto value = doubles::poll_once(taken); }
        EXPECT_EQ(Output::live, 1);
        std::move(dropped).detach();
        EXPECT_EQ(Output::live, 0);
    }
    EXPECT_EQ(Output::live, 0);
}

// JOIN-2
TEST(JoinHandle, IsFinishedAfterTheDestructorOfTheFuture) {
    struct Writes {
        int* target;
        explicit Writes(int* t) : target(t) {}
        Writes(Writes&& other) noexcept : target(std::exchange(other.target, nullptr)) {}
        ~Writes() {
            if (target != nullptr)
                *target = 42;
        }
        Poll<void> poll(Context&) { return Poll<void>::ready(); }
    };
    ThreadPool pool(2);
    for (int i = 0; i < 200; ++i) {
        int plain = 0;
        block_on(pool.spawn(Writes(&plain)));
        ASSERT_EQ(plain, 42);
    }
}

// JOIN-3
TEST(JoinHandle, WakesTheLatestWakerOnly) {
    Ledger a, b;
    {
        LocalExecutor executor;
        auto handle = executor.spawn(yield_now());
        const Waker first = a.waker(), second = b.waker();
        EXPECT_TRUE(doubles::poll_once(handle, first).is_pending());
        EXPECT_TRUE(doubles::poll_once(handle, first).is_pending());
        EXPECT_EQ(a.clones, 1);
        EXPECT_TRUE(doubles::poll_once(handle, second).is_pending());
        EXPECT_EQ(a.drops, 1);
        executor.run();
        EXPECT_EQ(b.wakes, 1);
        EXPECT_TRUE(doubles::poll_once(handle, second).is_ready());
    }
    EXPECT_EQ(a.live(1), 0);
    EXPECT_EQ(b.live(1), 0);
    EXPECT_EQ(a.wakes + a.wakes_by_ref, 0);
}

TEST(JoinHandle, AThrowingCloneOrWakeBreaksNothing) {
    Ledger ledger;
    {
        LocalExecutor executor;
        auto handle = executor.spawn(yield_now());
        const Waker waker = ledger.waker();
        ledger.clone_throws = true;
        EXPECT_THROW(static_cast<void>(doubles::poll_once(handle, waker)), std::runtime_error);
        ledger.clone_throws = false;
        EXPECT_TRUE(doubles::poll_once(handle, waker).is_pending());
        ledger.wake_throws = true;
        executor.run();
        EXPECT_TRUE(doubles::poll_once(handle, waker).is_ready());
    }
    EXPECT_EQ(ledger.live(1), 0);
}

// JOIN-4
TEST(JoinHandle, DroppingItDetaches) {
    Counts counts;
    Ledger ledger;
    {
        LocalExecutor executor;
        {
            auto handle = executor.spawn(Probe(counts, [](int n, Context& context) -> Poll<void> {
                if (n == 3)
                    return Poll<void>::ready();
                context.waker().wake_by_ref();
                return Pending{};
            }));
            const Waker waker = ledger.waker();
            EXPECT_TRUE(doubles::poll_once(handle, waker).is_pending());
        }
        EXPECT_EQ(ledger.live(1), 0);  // the stored waker went with the handle
        executor.run();
    }
    EXPECT_EQ(counts.polls, 3);
    EXPECT_EQ(counts.drops, 1);
}

// JOIN-5
TEST(JoinHandle, AbortEndsAnIdleTaskWithoutAPoll) {
    Counts counts;
    Ledger ledger;
    {
        LocalExecutor executor;
        auto handle = executor.spawn(Probe(counts, [](int, Context&) -> Poll<int> { return Pending{}; }));
        const Waker waker = ledger.waker();
        EXPECT_TRUE(doubles::poll_once(handle, waker).is_pending());
        executor.run_until_stalled();
        handle.abort();
        handle.abort();
        EXPECT_EQ(counts.drops, 0);  // not on the aborting stack
        executor.run();
        EXPECT_EQ(counts.drops, 1);
        EXPECT_EQ(counts.polls, 1);
        EXPECT_EQ(ledger.wakes, 1);
        handle.abort();
        EXPECT_THROW(static_cast<void>(doubles::poll_once(handle, waker)), Cancelled);
    }
    EXPECT_EQ(ledger.live(1), 0);
}

TEST(JoinHandle, AbortDuringThePollTakesEffectWhenItReturns) {
    Counts counts;
    LocalExecutor executor;
    std::optional<JoinHandle<int>> handle;
    handle.emplace(executor.spawn(Probe(counts, [&](int, Context& context) -> Poll<int> {
        handle->abort();
        context.waker().wake_by_ref();
        EXPECT_EQ(counts.drops, 0);
        return Pending{};
    })));
    executor.run();
    EXPECT_EQ(counts.polls, 1);
    EXPECT_EQ(counts.drops, 1);
    EXPECT_THROW(static_cast<void>(doubles::poll_once(*handle)), Cancelled);

    handle.emplace(executor.spawn(Probe(counts, [&](int, Context&) -> Poll<int> {
        handle->abort();
        return Poll<int>::ready(9);
    })));
    executor.run();
    EXPECT_EQ(doubles::poll_once(*handle).value(), 9);
}

// EXEC-20
TEST(JoinHandle, AbortFromElsewhereDestroysTheFutureOnTheDriversThread) {
    struct Bound {
        std::thread::id* where;
        explicit Bound(std::thread::id* w) : where(w) {}
        Bound(Bound&& other) noexcept : where(std::exchange(other.where, nullptr)) {}
        ~Bound() {
            if (where != nullptr)
                *where = std::this_thread::get_id();
        }
        Poll<void> poll(Context&) { return Pending{}; }
    };
    LocalExecutor executor;
    std::thread::id where;
    auto handle = executor.spawn(Bound(&where));
    std::thread aborter([&] { handle.abort(); });
    executor.run();
    aborter.join();
    EXPECT_EQ(where, std::this_thread::get_id());
}

// JOIN-6
TEST(JoinHandle, TwoTasksThatAwaitEachOtherDoNotLeak) {
    Counts counts;
    {
        LocalExecutor executor;
        auto shared = std::make_shared<std::optional<JoinHandle<void>>>();
        auto second = executor.spawn(
            Probe(counts, [shared](int, Context& context) { return (*shared)->poll(context); }));
        shared->emplace(executor.spawn(Probe(
            counts, [h = std::move(second)](int, Context& context) mutable { return h.poll(context); })));
        shared.reset();
        executor.run_until_stalled();
    }
    EXPECT_EQ(counts.drops, 2);
}

// Polls with changing wakers race completion; each round ends with the value.
TEST(JoinHandle, ChangingWakersRaceCompletion) {
    ThreadPool pool(2);
    for (int round = 0; round < 200; ++round) {
        Ledger ledgers[2];
        {
            auto handle = pool.spawn(yield_now());
            const Waker wakers[2] = {ledgers[0].waker(), ledgers[1].waker()};
            int polls = 0;
            while (doubles::poll_once(handle, wakers[polls % 2]).is_pending())
                ++polls;
        }
        // The completing thread may still hold the waker that it is about to wake.
        doubles::await([&] { return ledgers[0].live(1) == 0 && ledgers[1].live(1) == 0; });
    }
}

// Two locks a round are avoided on purpose: abort, detach and completion race, the counters decide.
TEST(JoinHandle, AbortAndCompletionAndDropRace) {
    Counts counts;
    constexpr int rounds = 200;
    {
        ThreadPool pool(2);
        for (int round = 0; round < rounds; ++round) {
            auto handle = pool.spawn(Probe(counts, [](int n, Context& context) -> Poll<std::unique_ptr<int>> {
                if (n == 2)
                    return Poll<std::unique_ptr<int>>::ready(std::make_unique<int>(1));
                context.waker().wake_by_ref();
                return Pending{};
            }));
            handle.abort();
            if (round % 2 == 0) {
                try {
                    EXPECT_EQ(*block_on(std::move(handle)), 1);
                } catch (const Cancelled&) {
                }
            }
            doubles::await([&] { return counts.drops == round + 1; });
            counts.in_poll = false;
        }
    }
    EXPECT_EQ(counts.drops, rounds);
    EXPECT_EQ(counts.polls_after_ready, 0);
}

}  // namespace
