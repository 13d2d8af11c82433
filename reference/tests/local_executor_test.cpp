// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "doubles.hpp"

namespace {

using namespace wakelaw;
using doubles::Counts;
using doubles::Probe;
using doubles::Slot;

auto yields(int times) {
    return [times](int n, Context& context) -> Poll<int> {
        if (n > times)
            return Poll<int>::ready(n);
        context.waker().wake_by_ref();
        return Pending{};
    };
}

TEST(LocalExecutor, PollsASpawnedTaskInALaterStep) {
    Counts counts;
    LocalExecutor executor;
    auto handle = executor.spawn(Probe(counts, yields(1)));
    EXPECT_EQ(counts.polls, 0);
    EXPECT_TRUE(executor.try_run_one());
    EXPECT_EQ(counts.polls, 1);
    EXPECT_TRUE(executor.try_run_one());
    EXPECT_FALSE(executor.try_run_one());
    EXPECT_EQ(doubles::poll_once(handle).value(), 2);
    EXPECT_EQ(counts.drops, 1);
    doubles::expect_clean(counts);
}

// EXEC-21
TEST(LocalExecutor, IsStalledOnlyWhenNothingIsScheduled) {
    Counts counts;
    LocalExecutor executor;
    for (int i = 0; i < 4; ++i)
        executor.spawn(Probe(counts, yields(10))).detach();
    executor.run_until_stalled();
    EXPECT_EQ(counts.polls, 44);
    EXPECT_EQ(counts.drops, 4);
}

TEST(LocalExecutor, RunReturnsTheValueAndLeavesOtherTasksAlone) {
    Counts counts;
    LocalExecutor executor;
    executor.spawn(Probe(counts, [](int, Context&) -> Poll<void> { return Pending{}; })).detach();
    EXPECT_EQ(executor.run(ready(5)), 5);
    EXPECT_THROW(executor.run(poll_fn([](Context&) -> Poll<int> { throw std::runtime_error("poll"); })),
                 std::runtime_error);
    EXPECT_EQ(counts.drops, 0);
}

// EXEC-11, EXEC-25
TEST(LocalExecutor, SleepsUntilAForeignWake) {
    for (int round = 0; round < 50; ++round) {
        LocalExecutor executor;
        Counts counts;
        Slot slot;
        std::atomic<bool> flag{false};
        executor.spawn(Probe(counts, doubles::until(flag, slot))).detach();
        std::thread waker([&] {
            flag = true;
            doubles::await([&] { return slot.wake_by_ref(); });
        });
        executor.run();
        waker.join();
        EXPECT_EQ(counts.drops, 1);
        doubles::expect_clean(counts);
    }
}

TEST(LocalExecutor, SpawnsFromInsideAPoll) {
    Counts counts;
    LocalExecutor executor;
    std::function<void(int)> grow = [&](int depth) {
        executor
            .spawn(Probe(counts,
                         [&, depth](int, Context&) -> Poll<void> {
                             if (depth > 0)
                                 grow(depth - 1), grow(depth - 1);
                             return Poll<void>::ready();
                         }))
            .detach();
    };
    grow(6);
    executor.run();
    EXPECT_EQ(counts.drops, 127);
}

TEST(LocalExecutor, AwaitsAnotherTask) {
    Counts counts;
    LocalExecutor executor;
    auto inner = executor.spawn(Probe(counts, yields(3)));
    EXPECT_EQ(executor.run(std::move(inner)), 4);
}

// EXEC-19
TEST(LocalExecutor, AnExceptionEndsItsTaskOnly) {
    Counts counts;
    LocalExecutor executor;
    auto bad =
        executor.spawn(Probe(counts, [](int, Context&) -> Poll<int> { throw std::runtime_error("poll"); }));
    auto good = executor.spawn(Probe(counts, yields(2)));
    executor.run();
    EXPECT_EQ(counts.drops, 2);
    EXPECT_EQ(doubles::poll_once(good).value(), 3);
    EXPECT_THROW(static_cast<void>(doubles::poll_once(bad)), std::runtime_error);
}

// EXEC-17, EXEC-9
TEST(LocalExecutor, DestroysUnfinishedFuturesAlthoughWakersLive) {
    Counts counts;
    Slot idle, queued;
    std::optional<JoinHandle<void>> handle;
    {
        LocalExecutor executor;
        auto park = [](Slot& slot) {
            return [&slot](int, Context& context) -> Poll<void> {
                slot.put(context.waker());
                return Pending{};
            };
        };
        handle.emplace(executor.spawn(Probe(counts, park(idle))));
        executor.spawn(Probe(counts, park(queued))).detach();
        executor.run_until_stalled();
        queued.wake_by_ref();
        executor.spawn(Probe(counts, park(idle))).detach();  // never polled
    }
    EXPECT_EQ(counts.drops, 3);
    EXPECT_EQ(counts.polls, 2);
    EXPECT_TRUE(idle.wake_by_ref());
    std::thread([&] { std::move(*queued.take()).wake(); }).join();
    static_cast<void>(idle.take());
    EXPECT_EQ(counts.polls, 2);
    EXPECT_THROW(static_cast<void>(doubles::poll_once(*handle)), Cancelled);
}

// EXEC-18, EXEC-23
TEST(LocalExecutor, DestructorsMayWakeAbortAndSpawn) {
    Counts counts;
    struct Wild {
        Counts* counts;
        Slot* sibling;
        LocalExecutor::Spawner spawner;
        bool active = true;
        Wild(Counts* c, Slot* s, LocalExecutor::Spawner sp) : counts(c), sibling(s), spawner(sp) {}
        Wild(Wild&& other) noexcept
            : counts(other.counts),
              sibling(other.sibling),
              spawner(other.spawner),
              active(std::exchange(other.active, false)) {}
        ~Wild() {
            if (!active)
                return;
            sibling->wake_by_ref();
            static_cast<void>(sibling->take());
            auto refused = spawner.spawn(Probe(*counts, [](int, Context&) { return Poll<void>::ready(); }));
            EXPECT_TRUE(refused.is_rejected());
            EXPECT_THROW(static_cast<void>(doubles::poll_once(refused)), ShutDown);
        }
        Poll<void> poll(Context& context) {
            sibling->put(context.waker());
            return Pending{};
        }
    };
    Slot slots[3];
    {
        LocalExecutor executor;
        for (Slot& slot : slots)
            executor.spawn(Wild(&counts, &slot, executor.spawner())).detach();
        executor.run_until_stalled();
    }
    EXPECT_EQ(counts.drops, 3);
    EXPECT_EQ(counts.polls, 0);
}

// EXEC-10
TEST(LocalExecutor, WakesRaceItsDestruction) {
    for (int round = 0; round < 100; ++round) {
        Counts counts;
        Slot slot;
        std::thread thread;
        std::atomic<bool> stop{false};
        {
            LocalExecutor executor;
            executor
                .spawn(Probe(counts,
                             [&](int, Context& context) -> Poll<void> {
                                 slot.put(context.waker());
                                 return Pending{};
                             }))
                .detach();
            executor.run_until_stalled();
            thread = std::thread([&] {
                while (!stop)
                    slot.wake_by_ref();
            });
            executor.run_until_stalled();
        }
        EXPECT_EQ(counts.drops, 1);
        stop = true;
        thread.join();
        doubles::expect_clean(counts);
    }
}

// EXEC-1 with many foreign threads
TEST(LocalExecutor, LosesNoForeignWake) {
    LocalExecutor executor;
    Counts counts[8];
    Slot slots[8];
    std::atomic<bool> flags[8]{};
    for (int i = 0; i < 8; ++i)
        executor.spawn(Probe(counts[i], doubles::until(flags[i], slots[i]))).detach();
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t) {
        threads.emplace_back([&, t] {
            for (int n = 0; n < 200; ++n) {
                for (Slot& slot : slots)
                    slot.wake_by_ref();
            }
            for (int i = t; i < 8; i += 2) {
                flags[i] = true;
                doubles::await([&] { return slots[i].wake_by_ref(); });
            }
        });
    }
    executor.run();
    for (auto& thread : threads)
        thread.join();
    for (auto& count : counts) {
        EXPECT_EQ(count.drops, 1);
        doubles::expect_clean(count);
    }
}

TEST(LocalExecutor, MayBeDrivenInsideAPollOfAnother) {
    LocalExecutor outer;
    Slot slot;
    Counts counts;
    std::atomic<bool> flag{false};
    auto waiting = outer.spawn(Probe(counts, doubles::until(flag, slot)));
    const int result = outer.run(poll_fn([&](Context&) {
        LocalExecutor inner;
        return Poll<int>::ready(inner.run(poll_fn([&, n = 0](Context& context) mutable -> Poll<int> {
            flag = true;
            slot.wake_by_ref();  // a task of the outer executor
            if (n++ == 3)
                return Poll<int>::ready(n);
            context.waker().wake_by_ref();
            return Pending{};
        })));
    }));
    EXPECT_EQ(result, 4);
    outer.run();
    EXPECT_TRUE(waiting.is_finished());
}

}  // namespace
