// SPDX-License-Identifier: MIT
// A search of the marked part tries what a full one tries there, and nothing elsewhere.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include <wakelaw/explore/controller.hpp>

#include "testing.hpp"

namespace {

using namespace testing_explore;
using wakelaw::explore::begin_search;
using wakelaw::explore::end_search;
using wakelaw::explore::explore;
using wakelaw::explore::require;
using wakelaw::explore::Uncontrolled;

Options of_marked_part(int preemptions, bool marked_part = true) {
    Options options = with(Strategy::exhaustive, 2'000'000);
    options.preemptions = preemptions;
    options.marked_part = marked_part;
    options.schedules_per_process = 0;
    return options;
}

/// A thread that takes `steps` to start, then waits for one job, does it, and takes as many to end.
class Helper {
public:
    explicit Helper(int steps) : steps_(steps), thread_([this] { run(); }) {}
    ~Helper() { thread_.join(); }
    void give(std::atomic<int>& job) {
        const std::lock_guard lock(mutex_);
        job_ = &job;
        given_.notify_one();
    }

private:
    void run() {
        work();
        std::unique_lock lock(mutex_);
        given_.wait(lock, [&] { return job_ != nullptr; });
        lock.unlock();
        job_->store(1);
        work();
    }
    void work() {
        for (int i = 0; i < steps_; ++i) {
            worked_.fetch_add(1);
        }
    }

    int steps_;
    std::atomic<int> worked_{0};
    std::mutex mutex_;
    std::condition_variable given_;
    std::atomic<int>* job_ = nullptr;
    std::thread thread_;
};

void start_use_and_end(int steps) {
    std::atomic<int> job{0};
    Helper helper(steps);
    begin_search();
    helper.give(job);
    for (int i = 0; i < 3; ++i) {
        (void)job.load();
    }
    end_search();
    for (int i = 0; i < steps; ++i) {
        (void)job.load();
    }
}

std::uint64_t schedules_of(const std::function<void()>& body, const Options& options) {
    const Result result = explore(body, options);
    expect_clean(result);
    EXPECT_TRUE(result.exhausted);
    return result.schedules;
}

TEST(TheMarkedPart, AloneDecidesHowManySchedulesThereAre) {
    const std::uint64_t few = schedules_of([] { start_use_and_end(1); }, of_marked_part(1));
    EXPECT_GT(few, 3U);
    EXPECT_EQ(schedules_of([] { start_use_and_end(40); }, of_marked_part(1)), few);
    EXPECT_GT(schedules_of([] { start_use_and_end(1); }, of_marked_part(1, false)), 2 * few);
}

TEST(TheMarkedPart, IsAllWhereTheOptionIsNotSet) {
    const auto body = [] {
        std::atomic<int> count{0};
        std::thread other([&] { count.fetch_add(1); });
        count.fetch_add(1);
        other.join();
    };
    const auto marked = [&] {
        begin_search();
        body();
        end_search();
    };
    EXPECT_EQ(schedules_of(marked, of_marked_part(-1)), schedules_of(body, of_marked_part(-1, false)))
        << "nobody else could run when it began";
    EXPECT_EQ(schedules_of(body, of_marked_part(-1)), 1U) << "nothing is marked";
}

/// The orders in which two threads, which are there before, do two steps each.
std::set<std::string> orders(const Options& options) {
    std::set<std::string> seen;
    const Result result = explore(
        [&] {
            std::mutex start;
            std::atomic<int> order{0};
            std::atomic<int> steps{0};
            start.lock();
            const auto steps_of = [&](int factor) {
                start.lock();
                start.unlock();
                for (int i = 0; i < 2; ++i) {
                    order.fetch_add(factor << (2 * steps.fetch_add(1)));
                }
            };
            std::thread other(steps_of, 1);
            begin_search();
            start.unlock();
            steps_of(2);
            other.join();
            end_search();
            const Uncontrolled uncontrolled;
            seen.insert(std::to_string(order.load()));
        },
        options);
    expect_clean(result);
    EXPECT_TRUE(result.exhausted);
    return seen;
}

TEST(TheMarkedPart, HasEveryOrderThatAFullSearchHasThere) {
    const std::set<std::string> all = orders(of_marked_part(-1, false));
    EXPECT_GT(all.size(), 5U);
    EXPECT_EQ(orders(of_marked_part(-1)), all);
}

template <bool in_marked_part>
void loses_an_update() {
    std::atomic<int> count{0};
    if constexpr (in_marked_part) {
        begin_search();
    }
    const auto count_up = [&] { count.store(count.load() + 1); };
    std::thread other(count_up);
    count_up();
    other.join();
    require(count.load() == 2, "an update is lost");
}

TEST(TheMarkedPart, IsWhereFaultsAreFoundAndTheirTokensNeedNoOption) {
    expect_clean(explore(loses_an_update<false>, of_marked_part(2)));
    const Result result = explore(loses_an_update<true>, of_marked_part(2));
    expect_finding(result, Kind::assertion);
    Options replay;
    replay.replay = result.finding->token;
    expect_finding(explore(loses_an_update<true>, replay), Kind::assertion);
}

TEST(TheMarkedPart, BeginsAlsoWhereAnotherThreadNeverWaits) {
    const auto body = [] {
        std::atomic<bool> ended{false};
        std::atomic<int> count{0};
        std::thread spins([&] {
            while (!ended.load()) {
                std::this_thread::yield();
            }
        });
        begin_search();
        const auto count_up = [&] { count.store(count.load() + 1); };
        std::thread other(count_up);
        count_up();
        other.join();
        end_search();
        ended.store(true);
        spins.join();
        require(count.load() == 2, "an update is lost");
    };
    expect_finding(explore(body, of_marked_part(1)), Kind::assertion);
}

TEST(TheMarkedPart, HasNoMeaningOutsideOfASchedule) {
    begin_search();
    end_search();
    SUCCEED();
}

}  // namespace
