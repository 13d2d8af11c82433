// SPDX-License-Identifier: MIT
// The example's executor, held to the same rules.
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "doubles.hpp"
#include "scheduler.hpp"

namespace {

using namespace wakelaw;
using doubles::Counts;
using doubles::Probe;
using doubles::Slot;

auto parked(Counts& counts, Slot& slot) {
    return boxed(Probe(counts, [&slot](int, Context& context) -> Poll<void> {
        slot.put(context.waker());
        return Pending{};
    }));
}

TEST(Scheduler, RunReturnsWhenAllTasksAreDone) {
    scheduler::Executor executor;
    const auto spawner = executor.spawner();
    Counts counts;
    for (int i = 0; i < 10; ++i) {
        spawner.spawn(boxed(Probe(counts, [](int n, Context& context) -> Poll<void> {
            if (n == 3)
                return Poll<void>::ready();
            for (int k = 0; k < 2000; ++k)
                context.waker().wake_by_ref();
            return Pending{};
        })));
    }
    executor.run();
    EXPECT_EQ(counts.polls, 30);
    EXPECT_EQ(counts.drops, 10);
}

TEST(Scheduler, NeverPollsAfterReadyAndDropsTheFutureAtOnce) {
    scheduler::Executor executor;
    Counts counts;
    Slot slot;
    executor.spawner().spawn(boxed(Probe(counts, [&](int, Context& context) -> Poll<void> {
        slot.put(context.waker());
        context.waker().wake_by_ref();
        return Poll<void>::ready();
    })));
    executor.run_until_stalled();
    EXPECT_EQ(counts.drops, 1);
    slot.wake_by_ref();
    executor.run();
    EXPECT_EQ(counts.polls, 1);
}

TEST(Scheduler, AnExceptionEndsItsTaskOnly) {
    scheduler::Executor executor;
    Counts counts;
    executor.spawner().spawn(
        boxed(Probe(counts, [](int, Context&) -> Poll<void> { throw std::runtime_error("poll"); })));
    executor.spawner().spawn(boxed(Probe(counts, [](int, Context&) { return Poll<void>::ready(); })));
    executor.run();
    EXPECT_EQ(counts.drops, 2);
    EXPECT_EQ(executor.failed(), 1U);
}

TEST(Scheduler, OutlivingWakersAndSpawnersAreHarmless) {
    Counts counts;
    Slot slot;
    std::optional<scheduler::Spawner> spawner;
    {
        scheduler::Executor executor;
        spawner.emplace(executor.spawner());
        spawner->spawn(parked(counts, slot));
        executor.run_until_stalled();
    }
    EXPECT_EQ(counts.drops, 1);
    slot.wake_by_ref();
    EXPECT_FALSE(spawner->spawn(parked(counts, slot)));
    EXPECT_EQ(counts.drops, 2);
    EXPECT_EQ(counts.polls, 1);
}

TEST(Scheduler, SleepsUntilAForeignWake) {
    for (int round = 0; round < 50; ++round) {
        scheduler::Executor executor;
        Counts counts;
        Slot slot;
        std::atomic<bool> flag{false};
        executor.spawner().spawn(boxed(Probe(counts, doubles::until(flag, slot))));
        std::thread waker([&] {
            flag = true;
            doubles::await([&] { return slot.wake_by_ref(); });
        });
        executor.run();
        waker.join();
        EXPECT_EQ(counts.drops, 1);
    }
}

}  // namespace
