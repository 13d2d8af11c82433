// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "doubles.hpp"

namespace {

using namespace wakelaw;
using doubles::Counts;
using doubles::Probe;
using doubles::Slot;

// A queue behind a mutex: schedule from any thread, run on this one.
struct Queue {
    std::mutex mutex;
    RunnableQueue runnables;
    int scheduled = 0;

    auto scheduler() {
        return [this](Runnable runnable) {
            const std::lock_guard lock(mutex);
            ++scheduled;
            runnables.push(std::move(runnable));
        };
    }
    Runnable pop() {
        const std::lock_guard lock(mutex);
        return runnables.pop();
    }
    int run_all() {
        int polls = 0;
        while (Runnable runnable = pop()) {
            runnable.run();
            ++polls;
        }
        return polls;
    }
};

auto always_pending(Slot& slot) {
    return [&slot](int, Context& context) -> Poll<int> {
        slot.put(context.waker());
        return Pending{};
    };
}

// EXEC-5, EXEC-6
TEST(Runnable, FirstPollComesFromTheScheduledRunnable) {
    Queue queue;
    Counts counts;
    auto handle =
        spawn_on(queue.scheduler(), Probe(counts, [](int, Context&) { return Poll<int>::ready(1); }));
    EXPECT_EQ(counts.polls, 0);
    EXPECT_EQ(queue.scheduled, 1);
    EXPECT_FALSE(handle.is_finished());
    EXPECT_EQ(queue.run_all(), 1);
    EXPECT_EQ(counts.polls, 1);
    EXPECT_EQ(counts.drops, 1);
    EXPECT_EQ(doubles::poll_once(handle).value(), 1);
}

// EXEC-2
TEST(Runnable, AWakeDuringThePollSchedulesOnceMore) {
    Queue queue;
    Counts counts;
    auto handle = spawn_on(queue.scheduler(), Probe(counts, [](int n, Context& context) -> Poll<void> {
                               if (n == 2)
                                   return Poll<void>::ready();
                               for (int i = 0; i < 5000; ++i)
                                   context.waker().wake_by_ref();
                               return Pending{};
                           }));
    Runnable runnable = queue.pop();
    EXPECT_TRUE(runnable.run());
    EXPECT_FALSE(runnable);
    EXPECT_EQ(queue.scheduled, 2);
    EXPECT_EQ(queue.run_all(), 1);
    EXPECT_TRUE(handle.is_finished());
    doubles::expect_clean(counts);
}

// EXEC-3, EXEC-1
TEST(Runnable, WakesOfAScheduledTaskAreCoalesced) {
    Queue queue;
    Counts counts;
    Slot slot;
    auto handle = spawn_on(queue.scheduler(), Probe(counts, always_pending(slot)));
    queue.run_all();
    for (int i = 0; i < 5; ++i)
        slot.wake_by_ref();
    EXPECT_EQ(queue.scheduled, 2);
    EXPECT_EQ(queue.run_all(), 1);
    handle.abort();
    EXPECT_EQ(queue.run_all(), 1);
    EXPECT_EQ(counts.polls, 2);
    EXPECT_EQ(counts.drops, 1);
}

// EXEC-7, EXEC-8, EXEC-15
TEST(Runnable, LateWakesOfAFinishedTaskAreHarmless) {
    Queue queue;
    Counts counts;
    Slot slot;
    auto handle = spawn_on(queue.scheduler(), Probe(counts, [&](int, Context& context) -> Poll<void> {
                               slot.put(context.waker());
                               context.waker().wake_by_ref();
                               return Poll<void>::ready();
                           }));
    queue.run_all();
    EXPECT_EQ(counts.drops, 1);  // although a waker lives
    slot.wake_by_ref();
    { const Waker clone = slot.take()->clone(); }
    EXPECT_EQ(queue.run_all(), 0);
    EXPECT_EQ(counts.polls, 1);
    EXPECT_TRUE(doubles::poll_once(handle).is_ready());
    EXPECT_EQ(queue.scheduled, 1);
}

// EXEC-19
TEST(Runnable, AnExceptionEndsTheTaskAndReachesTheHandle) {
    Queue queue;
    Counts counts;
    auto throwing = [](int n, Context& context) -> Poll<int> {
        if (n == 2)
            throw std::runtime_error("second poll");
        context.waker().wake_by_ref();
        return Pending{};
    };
    auto handle = spawn_on(queue.scheduler(), Probe(counts, throwing));
    spawn_on(queue.scheduler(), Probe(counts, throwing)).detach();
    EXPECT_EQ(queue.run_all(), 4);
    EXPECT_EQ(counts.drops, 2);
    EXPECT_THROW(static_cast<void>(doubles::poll_once(handle)), std::runtime_error);
    EXPECT_THROW(static_cast<void>(doubles::poll_once(handle)), std::logic_error);
}

struct ThrowingMove {
    int moves_left;
    explicit ThrowingMove(int n) : moves_left(n) {}
    // NOLINTNEXTLINE(performance-noexcept-move-constructor): that it throws is the point
    ThrowingMove(ThrowingMove&& other) : moves_left(other.moves_left - 1) {
        if (moves_left < 0)
            throw std::runtime_error("move");
    }
};

TEST(Runnable, AValueThatCannotBeMovedOutBecomesAnException) {
    Queue queue;
    Counts counts;
    auto handle = spawn_on(queue.scheduler(),
                           Probe(counts, [](int, Context&) { return Poll<ThrowingMove>::ready(0); }));
    queue.run_all();
    EXPECT_EQ(counts.drops, 1);
    EXPECT_THROW(static_cast<void>(doubles::poll_once(handle)), std::runtime_error);
}

TEST(Runnable, DroppedUnrunItCancelsTheTask) {
    Queue queue;
    Counts counts;
    auto handle =
        spawn_on(queue.scheduler(), Probe(counts, [](int, Context&) { return Poll<int>::ready(1); }));
    { const Runnable dropped = queue.pop(); }
    EXPECT_EQ(counts.polls, 0);
    EXPECT_EQ(counts.drops, 1);
    EXPECT_TRUE(handle.is_finished());
    EXPECT_THROW(static_cast<void>(doubles::poll_once(handle)), Cancelled);
}

TEST(Runnable, AQueueThatIsDestroyedCancelsItsTasks) {
    Counts counts;
    std::optional<JoinHandle<int>> handle;
    {
        Queue queue;
        for (int i = 0; i < 3; ++i) {
            handle.emplace(spawn_on(queue.scheduler(),
                                    Probe(counts, [](int, Context&) { return Poll<int>::ready(1); })));
        }
    }
    EXPECT_EQ(counts.drops, 3);
    EXPECT_THROW(static_cast<void>(doubles::poll_once(*handle)), Cancelled);
}

// An idle task that nobody can wake is destroyed through its scheduler, not on the thread of the last waker
// (EXEC-13).
TEST(Runnable, AnAbandonedTaskIsDestroyedByItsScheduler) {
    Queue queue;
    Counts counts;
    Slot slot;
    spawn_on(queue.scheduler(), Probe(counts, always_pending(slot))).detach();
    queue.run_all();
    static_cast<void>(slot.take());
    EXPECT_EQ(counts.drops, 0);
    EXPECT_EQ(queue.scheduled, 2);
    queue.run_all();
    EXPECT_EQ(counts.drops, 1);
    EXPECT_EQ(counts.polls, 1);

    spawn_on(queue.scheduler(), Probe(counts, [](int, Context&) -> Poll<void> { return Pending{}; }))
        .detach();
    queue.run_all();
    EXPECT_EQ(counts.drops, 2);
}

TEST(Runnable, AScheduleFunctionThatThrowsCancelsTheTask) {
    Counts counts;
    Slot slot;
    bool fail = true;
    Queue queue;
    auto schedule = [&](Runnable runnable) {
        if (fail)
            throw std::runtime_error("full");
        queue.scheduler()(std::move(runnable));
    };
    EXPECT_THROW(spawn_on(schedule, Probe(counts, always_pending(slot))).detach(), std::runtime_error);
    EXPECT_EQ(counts.drops, 1);

    fail = false;
    auto handle = spawn_on(schedule, Probe(counts, always_pending(slot)));
    queue.run_all();
    fail = true;
    EXPECT_TRUE(slot.wake_by_ref());
    EXPECT_EQ(counts.drops, 2);
    EXPECT_THROW(static_cast<void>(doubles::poll_once(handle)), Cancelled);

    fail = false;
    auto again = spawn_on(schedule, Probe(counts, [](int, Context& context) -> Poll<void> {
                              context.waker().wake_by_ref();
                              return Pending{};
                          }));
    fail = true;
    EXPECT_TRUE(queue.pop().run());
    EXPECT_EQ(counts.drops, 3);
    EXPECT_THROW(static_cast<void>(doubles::poll_once(again)), Cancelled);
}

TEST(Runnable, AFutureThatCannotBeMovedIsConstructedInPlace) {
    Queue queue;
    auto handle = spawn_on_with(queue.scheduler(), [] { return doubles::Pinned(); });
    EXPECT_EQ(queue.run_all(), 2);
    EXPECT_TRUE(doubles::poll_once(handle).value());
}

TEST(Runnable, AReferenceIsDeliveredAsTheVeryObject) {
    Queue queue;
    int object = 0;
    auto handle = spawn_on(queue.scheduler(), poll_fn([&](Context&) { return Poll<int&>::ready(object); }));
    queue.run_all();
    EXPECT_EQ(&doubles::poll_once(handle).value(), &object);
}

// WAK-5, WAK-6
TEST(Runnable, WakersOfOneTaskWakeEachOtherAndNoOther) {
    Queue queue;
    Counts counts;
    Slot a, b, c;
    auto first = spawn_on(queue.scheduler(), Probe(counts, always_pending(a)));
    auto second = spawn_on(queue.scheduler(), Probe(counts, always_pending(b)));
    queue.run_all();
    const Waker one = *a.take(), other = *b.take();
    EXPECT_FALSE(one.will_wake(other));
    EXPECT_TRUE(one.will_wake(one.clone()));
    one.wake_by_ref();
    queue.run_all();
    EXPECT_TRUE(a.take()->will_wake(one));
    first.abort();
    second.abort();
    queue.run_all();
}

// THR-1: the plug technique. A wake that finds the task scheduled publishes what its caller wrote before.
TEST(Runnable, ACoalescedWakeHappensBeforeThePoll) {
    for (int round = 0; round < 50; ++round) {
        Queue queue;
        Slot slot;
        int a = 0, b = 0, sum = 0;
        auto handle = spawn_on(queue.scheduler(), poll_fn([&, n = 0](Context& context) mutable -> Poll<void> {
                                   if (n++ == 0) {
                                       slot.put(context.waker());
                                       return Pending{};
                                   }
                                   sum = a + b;
                                   return Poll<void>::ready();
                               }));
        queue.run_all();
        Waker first = *slot.take();
        Waker second = first.clone();
        std::atomic<int> phase{0};
        std::thread t1([&] {
            a = 1;
            first.wake_by_ref();
            phase.store(1, std::memory_order_relaxed);
        });
        std::thread t2([&] {
            while (phase.load(std::memory_order_relaxed) != 1)
                std::this_thread::yield();
            b = 2;
            second.wake_by_ref();
            phase.store(2, std::memory_order_relaxed);
        });
        while (phase.load(std::memory_order_relaxed) != 2)
            std::this_thread::yield();
        queue.run_all();
        EXPECT_EQ(sum, 3);
        t1.join();
        t2.join();
    }
}

// EXEC-4, EXEC-14: two runners, two wakers, one task.
TEST(Runnable, IsNeverPolledByTwoThreadsAtOnce) {
    Queue queue;
    Counts counts;
    Slot slot;
    std::atomic<bool> stop{false};
    auto handle = spawn_on(queue.scheduler(), Probe(counts, doubles::until(stop, slot)));
    queue.run_all();
    std::atomic<bool> done{false};
    auto run = [&] {
        while (!done)
            queue.run_all();
    };
    auto wake = [&] {
        for (int i = 0; i < 300; ++i)
            slot.wake_by_ref();
    };
    std::thread r1(run), r2(run), w1(wake), w2(wake);
    w1.join();
    w2.join();
    stop = true;
    slot.wake_by_ref();
    doubles::await([&] { return handle.is_finished(); });
    done = true;
    r1.join();
    r2.join();
    doubles::expect_clean(counts);
    EXPECT_EQ(counts.drops, 1);
    EXPECT_TRUE(doubles::poll_once(handle).is_ready());
}

}  // namespace
