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

TEST(ThreadPool, RunsWhatIsSpawned) {
    ThreadPool pool(2);
    EXPECT_EQ(block_on(pool.spawn(ready(3))), 3);
    EXPECT_TRUE(block_on(pool.spawn_with([] { return doubles::Pinned(); })));
}

TEST(ThreadPool, StartsAndStopsManyTimes) {
    for (int i = 0; i < 100; ++i) {
        Counts counts;
        {
            ThreadPool pool(2);
            pool.spawn(Probe(counts, yields(3))).detach();
        }
        EXPECT_EQ(counts.drops, 1);
        doubles::expect_clean(counts);
    }
}

// EXEC-5, EXEC-14, THR-2
TEST(ThreadPool, SurvivesASpawnStorm) {
    constexpr int tasks = 2000;
    std::vector<Counts> counts(tasks);
    {
        ThreadPool pool(2);
        std::vector<JoinHandle<int>> handles;
        std::thread other([&, spawner = pool.spawner()] {
            for (int i = tasks / 2; i < tasks; ++i)
                spawner.spawn(Probe(counts[static_cast<unsigned>(i)], yields(3))).detach();
        });
        for (int i = 0; i < tasks / 2; ++i)
            handles.push_back(pool.spawn(Probe(counts[static_cast<unsigned>(i)], yields(3))));
        for (auto& handle : handles)
            EXPECT_EQ(block_on(std::move(handle)), 4);
        other.join();
        for (auto& count : counts)
            doubles::await([&] { return count.drops == 1; });
    }
    for (auto& count : counts) {
        EXPECT_EQ(count.polls, 4);
        EXPECT_EQ(count.drops, 1);
        doubles::expect_clean(count);
    }
}

TEST(ThreadPool, SpawnsFromInsideAPollBeyondTheLocalQueue) {
    ThreadPool pool(2);
    std::atomic<int> done{0};
    block_on(pool.spawn(poll_fn([&](Context&) -> Poll<void> {
        for (int i = 0; i < 1000; ++i) {
            pool.spawn(poll_fn([&](Context&) -> Poll<void> {
                    ++done;
                    return Poll<void>::ready();
                }))
                .detach();
        }
        return Poll<void>::ready();
    })));
    doubles::await([&] { return done == 1000; });
}

// EXEC-1, EXEC-4
TEST(ThreadPool, SurvivesAWakeStorm) {
    constexpr int tasks = 10;
    std::vector<Counts> counts(tasks);
    std::vector<Slot> slots(tasks);
    std::vector<std::atomic<bool>> flags(tasks);
    ThreadPool pool(3);
    std::vector<JoinHandle<void>> handles;
    for (std::size_t i = 0; i < tasks; ++i) {
        handles.push_back(pool.spawn(Probe(counts[i], doubles::until(flags[i], slots[i]))));
    }
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 2; ++t) {
        threads.emplace_back([&, t] {
            for (int n = 0; n < 100; ++n) {
                for (Slot& slot : slots)
                    slot.wake_by_ref();
            }
            for (std::size_t i = t; i < tasks; i += 2) {
                flags[i] = true;
                doubles::await([&] { return slots[i].wake_by_ref(); });
            }
        });
    }
    for (auto& handle : handles)
        block_on(std::move(handle));
    for (auto& thread : threads)
        thread.join();
    for (auto& count : counts) {
        EXPECT_EQ(count.drops, 1);
        doubles::expect_clean(count);
    }
}

// EXEC-11: each round wakes an idle task while the workers are going to sleep.
TEST(ThreadPool, LosesNoWakeWhileFallingAsleep) {
    ThreadPool pool(2);
    for (int round = 0; round < 300; ++round) {
        Slot slot;
        Counts counts;
        std::atomic<bool> flag{false};
        auto handle = pool.spawn(Probe(counts, doubles::until(flag, slot)));
        doubles::await([&] { return counts.polls > 0 && !counts.in_poll; });
        flag = true;
        EXPECT_TRUE(slot.wake_by_ref());
        block_on(std::move(handle));
    }
}

// EXEC-22: a worker that is blocked in a poll does not keep the task that it waits for.
TEST(ThreadPool, ABlockedWorkerLeavesItsQueueToOthers) {
    Counts counts;
    ThreadPool pool(2);
    for (int round = 0; round < 100; ++round) {
        EXPECT_EQ(block_on(pool.spawn(poll_fn([&](Context&) {
                      return Poll<int>::ready(block_on(pool.spawn(Probe(counts, yields(2)))));
                  }))),
                  3);
    }
}

// EXEC-19
TEST(ThreadPool, AnExceptionEndsItsTaskOnly) {
    ThreadPool pool(1);
    Counts counts;
    for (int i = 0; i < 10; ++i) {
        auto bad =
            pool.spawn(Probe(counts, [](int, Context&) -> Poll<int> { throw std::runtime_error("poll"); }));
        EXPECT_THROW(block_on(std::move(bad)), std::runtime_error);
    }
    EXPECT_EQ(block_on(pool.spawn(Probe(counts, yields(2)))), 3);
    EXPECT_EQ(counts.drops, 11);
}

// EXEC-17, EXEC-9, THR-4
TEST(ThreadPool, DestroysUnfinishedFuturesAlthoughWakersLive) {
    for (int round = 0; round < 30; ++round) {
        Counts counts[3];
        Slot slots[3];
        {
            ThreadPool pool(2);
            for (int i = 0; i < 3; ++i) {
                pool.spawn(Probe(counts[i],
                                 [&slot = slots[i]](int, Context& context) -> Poll<void> {
                                     slot.put(context.waker());
                                     return Pending{};
                                 }))
                    .detach();
            }
            if (round % 2 == 0)
                doubles::await([&] { return counts[0].polls > 0; });
        }
        for (int i = 0; i < 3; ++i) {
            EXPECT_EQ(counts[i].drops, 1);
            EXPECT_EQ(counts[i].plain, counts[i].polls + 1);
            const int polls = counts[i].polls;
            slots[i].wake_by_ref();
            static_cast<void>(slots[i].take());
            EXPECT_EQ(counts[i].polls, polls);
            doubles::expect_clean(counts[i]);
        }
    }
}

// EXEC-10, EXEC-18, EXEC-23
TEST(ThreadPool, WakesAndSpawnsRaceItsDestruction) {
    for (int round = 0; round < 50; ++round) {
        Counts counts;
        Slot slot;
        std::thread waker, spawner;
        std::atomic<bool> stop{false};
        std::atomic<int> attempts{0};
        {
            ThreadPool pool(2);
            pool.spawn(Probe(counts,
                             [&](int, Context& context) -> Poll<void> {
                                 slot.put(context.waker());
                                 return Pending{};
                             }))
                .detach();
            waker = std::thread([&] {
                while (!stop)
                    slot.wake_by_ref();
            });
            spawner = std::thread([&, spawn = pool.spawner()] {
                while (!stop) {
                    ++attempts;
                    spawn.spawn(poll_fn([](Context&) { return Poll<void>::ready(); })).detach();
                }
            });
            doubles::await([&] { return counts.polls > 0 && attempts > 0; });
        }
        EXPECT_EQ(counts.drops, 1);
        stop = true;
        waker.join();
        spawner.join();
        doubles::expect_clean(counts);
    }
}

TEST(ThreadPool, RefusesWhatIsSpawnedAfterItsEnd) {
    Counts counts;
    std::optional<ThreadPool::Spawner> spawner;
    {
        ThreadPool pool(1);
        spawner.emplace(pool.spawner());
    }
    auto refused = spawner->spawn(Probe(counts, yields(1)));
    EXPECT_EQ(counts.drops, 1);
    EXPECT_EQ(counts.polls, 0);
    EXPECT_TRUE(refused.is_rejected());
    EXPECT_THROW(static_cast<void>(doubles::poll_once(refused)), ShutDown);
}

// WAK-8
TEST(ThreadPool, IsWokenFromThreadLocalDestructors) {
    struct Wakes {
        std::optional<Waker> waker;
        ~Wakes() {
            if (waker)
                std::move(*waker).wake();
        }
    };
    ThreadPool pool(1);
    for (int round = 0; round < 20; ++round) {
        auto handle = pool.spawn(poll_fn([n = 0](Context& context) mutable -> Poll<void> {
            if (n++ > 0)
                return Poll<void>::ready();
            std::thread([clone = context.waker().clone()]() mutable {
                thread_local Wakes wakes;
                wakes.waker.emplace(std::move(clone));
            }).detach();
            return Pending{};
        }));
        block_on(std::move(handle));
    }
}

}  // namespace
