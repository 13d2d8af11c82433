// SPDX-License-Identifier: MIT
// Threads that outlive the body, such as those of a global pool.
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "testing.hpp"

namespace {

using namespace testing_explore;
using wakelaw::explore::explore;

class Pool {
public:
    explicit Pool(int threads) {
        for (int i = 0; i < threads; ++i) {
            std::thread([this] { work(); }).detach();
        }
    }
    void post(std::function<void()> job) {
        {
            const std::lock_guard lock(mutex_);
            jobs_.push_back(std::move(job));
        }
        changed_.notify_one();
    }

private:
    void work() {
        for (;;) {
            std::function<void()> job;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return !jobs_.empty(); });
                job = std::move(jobs_.front());
                jobs_.pop_front();
            }
            job();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> jobs_;
};

/// Never destroyed.
Pool& global_pool() {
    static Pool& pool = *new Pool(2);
    return pool;
}

void use_the_pool(int jobs, bool waits) {
    std::atomic<int> done{0};
    std::promise<void> all;
    for (int i = 0; i < jobs; ++i) {
        global_pool().post([&] {
            if (done.fetch_add(1) + 1 == jobs) {
                all.set_value();
            }
        });
    }
    if (waits) {
        all.get_future().wait();
    }
}

TEST(PersistentThreads, AreNoDeadlockAndServeTheNextSchedule) {
    for (const Carrier carrier : {Carrier::user_level, Carrier::threads}) {
        for (const Strategy strategy : {Strategy::random, Strategy::pct, Strategy::pos}) {
            Options options = with(strategy, 500);
            options.carrier = carrier;
            const Result result = explore([] { use_the_pool(2, true); }, options);
            expect_clean(result);
            EXPECT_EQ(result.schedules, 500U);
        }
    }
}

TEST(PersistentThreads, DoNotHideADeadlockOfTheBody) {
    expect_finding(explore([] {
                       use_the_pool(1, true);
                       std::promise<void> never;
                       never.get_future().wait();
                   }),
                   Kind::deadlock);
}

TEST(PersistentThreads, MayStillSleepWhenTheBodyEnds) {
    expect_clean(explore(
        [] {
            std::thread([] {
                for (;;) {
                    std::this_thread::sleep_for(std::chrono::seconds(1));
                }
            }).detach();
        },
        with(Strategy::random, 20)));
}

TEST(PersistentThreads, FinishFirstIfTheyCan) {
    expect_clean(explore(
        [] {
            auto value = std::make_shared<std::atomic<int>>(0);
            std::thread([value] {
                std::this_thread::sleep_for(std::chrono::seconds(1));
                value->store(1);
            }).detach();
        },
        with(Strategy::random, 200)));
}

}  // namespace
