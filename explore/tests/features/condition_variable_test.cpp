// SPDX-License-Identifier: MIT
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include <gtest/gtest.h>

#include "explored.hpp"

namespace wakelaw::explore::features {

namespace {

using namespace std::chrono_literals;

TEST(ConditionVariable, PassesATurnRound) {
    expect_clean([] {
        std::mutex mutex;
        std::condition_variable condition;
        int turn = 0;
        const auto take_turn = [&](int mine) {
            std::unique_lock lock(mutex);
            condition.wait(lock, [&] { return turn == mine; });
            ++turn;
            condition.notify_all();
        };
        std::thread last(take_turn, 2);
        std::thread second(take_turn, 1);
        take_turn(0);
        last.join();
        second.join();
        require(turn == 3, "each had its turn");
    });
}

TEST(ConditionVariable, NotifyOneForThreeWaitersLosesOne) {
    expect_finding(Kind::deadlock, [] {
        std::mutex mutex;
        std::condition_variable condition;
        int turn = 0;
        const auto take_turn = [&](int mine) {
            std::unique_lock lock(mutex);
            condition.wait(lock, [&] { return turn == mine; });
            ++turn;
            condition.notify_one();
        };
        std::thread last(take_turn, 2);
        std::thread second(take_turn, 1);
        take_turn(0);
        last.join();
        second.join();
    });
}

TEST(ConditionVariable, WithoutAPredicateMissesTheNotification) {
    expect_finding(Kind::deadlock, [] {
        std::mutex mutex;
        std::condition_variable condition;
        std::thread thread([&] { condition.notify_one(); });
        {
            std::unique_lock lock(mutex);
            condition.wait(lock);
        }
        thread.join();
    });
}

TEST(ConditionVariable, TimesOutOnEitherClock) {
    expect_clean([] {
        std::mutex mutex;
        std::condition_variable condition;
        std::unique_lock lock(mutex);
        const auto steady = std::chrono::steady_clock::now() + 50ms;
        require(condition.wait_until(lock, steady) == std::cv_status::timeout, "nobody notifies");
        require(std::chrono::steady_clock::now() >= steady, "the time has passed");
        const auto system = std::chrono::system_clock::now() + 50ms;
        require(condition.wait_until(lock, system) == std::cv_status::timeout, "nobody notifies");
        require(std::chrono::system_clock::now() >= system, "the time has passed");
        require(!condition.wait_for(lock, 5ms, [] { return false; }), "still nobody");
    });
}

TEST(ConditionVariable, TimedWaitIsNotified) {
    expect_clean([] {
        std::mutex mutex;
        std::condition_variable condition;
        bool ready = false;
        std::thread thread([&] {
            {
                const std::lock_guard lock(mutex);
                ready = true;
            }
            condition.notify_one();
        });
        {
            std::unique_lock lock(mutex);
            require(condition.wait_for(lock, 1h, [&] { return ready; }), "notified in time");
        }
        thread.join();
    });
}

TEST(ConditionVariable, ATimeoutIsAChoiceIfWished) {
    Options options;
    options.eager_timeouts = true;
    expect_finding(
        Kind::assertion,
        [] {
            std::mutex mutex;
            std::condition_variable condition;
            bool ready = false;
            std::thread thread([&] {
                {
                    const std::lock_guard lock(mutex);
                    ready = true;
                }
                condition.notify_one();
            });
            bool notified = false;
            {
                std::unique_lock lock(mutex);
                notified = condition.wait_for(lock, 1h, [&] { return ready; });
            }
            thread.join();
            require(notified, "notified in time");
        },
        options);
}

TEST(ConditionVariableAny, WaitsWithASharedLock) {
    expect_clean([] {
        std::shared_mutex mutex;
        std::condition_variable_any condition;
        bool ready = false;
        std::thread thread([&] {
            {
                const std::lock_guard lock(mutex);
                ready = true;
            }
            condition.notify_all();
        });
        {
            std::shared_lock lock(mutex);
            condition.wait(lock, [&] { return ready; });
            require(!condition.wait_for(lock, 5ms, [] { return false; }), "times out");
        }
        thread.join();
    });
}

TEST(NotifyAllAtThreadExit, NotifiesAfterTheThreadIsDone) {
    expect_clean([] {
        std::mutex mutex;
        std::condition_variable condition;
        bool ready = false;
        std::thread thread([&] {
            std::unique_lock lock(mutex);
            ready = true;
            std::notify_all_at_thread_exit(condition, std::move(lock));
        });
        {
            std::unique_lock lock(mutex);
            condition.wait(lock, [&] { return ready; });
        }
        thread.join();
    });
}

}  // namespace

}  // namespace wakelaw::explore::features
