// SPDX-License-Identifier: MIT
// Deadlock is exact; loops that wait are no livelock, loops without end are.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "testing.hpp"

namespace {

using namespace testing_explore;
using wakelaw::explore::explore;

constexpr Strategy all[] = {Strategy::portfolio, Strategy::random,     Strategy::pct,
                            Strategy::pos,       Strategy::exhaustive, Strategy::sleep_sets};

TEST(Deadlock, OfOneThreadIsFoundInTheFirstSchedule) {
    const Result result = explore([] {
        std::mutex mutex;
        std::condition_variable never;
        std::unique_lock lock(mutex);
        never.wait(lock);
    });
    expect_finding(result, Kind::deadlock);
    EXPECT_EQ(result.finding->schedule, 1U);
    EXPECT_NE(result.finding->message.find("T0 blocked in wait"), std::string::npos)
        << result.finding->message;
}

TEST(Deadlock, NamesEachBlockedThread) {
    const Result result = explore([] {
        std::atomic<int> never{0};
        std::thread other([&] { never.wait(0); });
        other.join();
    });
    expect_finding(result, Kind::deadlock);
    EXPECT_NE(result.finding->message.find("T0 blocked in join"), std::string::npos)
        << result.finding->message;
    EXPECT_NE(result.finding->message.find("T1 blocked in futex wait"), std::string::npos)
        << result.finding->message;
}

TEST(Deadlock, IsNoneWhereATimeoutGoesOn) {
    for (const Strategy strategy : all) {
        expect_clean(explore(
            [] {
                std::mutex mutex;
                std::condition_variable never;
                std::unique_lock lock(mutex);
                const auto begin = std::chrono::steady_clock::now();
                const auto status = never.wait_for(lock, std::chrono::hours(1));
                wakelaw::explore::require(status == std::cv_status::timeout, "no timeout");
                wakelaw::explore::require(std::chrono::steady_clock::now() - begin >= std::chrono::hours(1),
                                          "time has not passed");
            },
            with(strategy, 100)));
    }
}

TEST(Livelock, IsALoopThatNothingEnds) {
    for (const Strategy strategy : all) {
        Options options = with(strategy);
        options.most_steps = 1000;
        expect_finding(explore(
                           [] {
                               // Of an atomic that one thread alone knows, clang makes a constant.
                               std::atomic<bool> never{false};
                               std::thread other([&] { never.store(false); });
                               while (!never.load()) {
                               }
                               other.join();
                           },
                           options),
                       Kind::livelock);
    }
}

TEST(Livelock, IsNotALoopThatWaitsForAnotherThread) {
    for (const Strategy strategy : all) {
        expect_clean(explore(
            [] {
                std::atomic<bool> ready{false};
                std::thread other([&] { ready.store(true); });
                while (!ready.load()) {
                }
                other.join();
            },
            with(strategy, 2000)));
    }
}

TEST(Livelock, IsNotALoopThatYields) {
    for (const Strategy strategy : all) {
        expect_clean(explore(
            [] {
                std::atomic<int> turn{0};
                const auto play = [&](int mine) {
                    for (int round = 0; round < 2; ++round) {
                        while (turn.load() % 2 != mine) {
                            std::this_thread::yield();
                        }
                        turn.fetch_add(1);
                    }
                };
                std::thread other([&] { play(1); });
                play(0);
                other.join();
            },
            with(strategy, 2000)));
    }
}

TEST(Livelock, IsNotASpinLock) {
    for (const Strategy strategy : all) {
        expect_clean(explore(
            [] {
                std::atomic_flag locked = ATOMIC_FLAG_INIT;
                int counter = 0;
                const auto increase = [&] {
                    while (locked.test_and_set(std::memory_order_acquire)) {
                    }
                    ++counter;
                    locked.clear(std::memory_order_release);
                };
                std::thread other(increase);
                increase();
                other.join();
                wakelaw::explore::require(counter == 2, "the lock does not exclude");
            },
            with(strategy, 2000)));
    }
}

TEST(Timeout, MayComeEarlyWhereThatIsAskedFor) {
    const auto body = [] {
        std::mutex mutex;
        std::condition_variable changed;
        bool ready = false;
        std::thread other([&] {
            const std::lock_guard lock(mutex);
            ready = true;
            changed.notify_one();
        });
        {
            std::unique_lock lock(mutex);
            const bool in_time = changed.wait_for(lock, std::chrono::hours(1), [&] { return ready; });
            wakelaw::explore::require(in_time, "the wait timed out");
        }
        other.join();
    };
    Options options = with(Strategy::random, 1000);
    expect_clean(explore(body, options));
    options.eager_timeouts = true;
    expect_finding(explore(body, options), Kind::assertion);
}

}  // namespace
