// SPDX-License-Identifier: MIT
#include <sched.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "explored.hpp"

namespace wakelaw::explore::features {

namespace {

using namespace std::chrono_literals;

TEST(Thread, JoinOrdersWhatTheThreadDid) {
    expect_clean([] {
        std::string text(100, 'a');
        std::thread thread([&] { text += std::string(100, 'b'); });
        thread.join();
        require(text.size() == 200, "the thread appended");
    });
}

TEST(Thread, WithoutJoinTheAccessesRace) {
    expect_finding(Kind::data_race, [] {
        int value = 0;
        std::thread thread([&] { value = 1; });
        const int seen = value;
        thread.join();
        require(seen <= value, "0 or 1");
    });
}

TEST(Thread, IdsDiffer) {
    expect_clean([] {
        std::thread::id other;
        std::thread thread([&] { other = std::this_thread::get_id(); });
        const std::thread::id expected = thread.get_id();
        thread.join();
        require(other == expected, "the thread knows its id");
        require(other != std::this_thread::get_id(), "it is another thread");
    });
}

TEST(Thread, StartsOthersThatItJoins) {
    expect_clean([] {
        std::atomic<int> count{0};
        std::thread outer([&] {
            std::thread inner([&] { count.fetch_add(1); });
            count.fetch_add(1);
            inner.join();
        });
        outer.join();
        require(count == 2, "both ran");
    });
}

TEST(Thread, ManyAtOnce) {
    expect_clean([] {
        std::atomic<int> count{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] { count.fetch_add(1, std::memory_order_relaxed); });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        require(count == 8, "all ran");
    });
}

TEST(DetachedThread, FinishesBeforeItsEventIsSeen) {
    expect_clean([] {
        const auto done = std::make_shared<std::atomic<bool>>(false);
        std::thread([done] {
            done->store(true);
            done->notify_one();
        }).detach();
        done->wait(false);
        require(done->load(), "the detached thread ran");
    });
}

TEST(DetachedThread, MayUseWhatIsGone) {
    expect_finding(Kind::use_after_free, [] {
        auto value = std::make_unique<std::atomic<int>>(0);
        std::thread([object = value.get()] { object->store(1); }).detach();
        value.reset();
        std::this_thread::sleep_for(1ms);
    });
}

TEST(JoiningThread, AsksForItsStopAndJoins) {
    expect_clean([] {
        bool stopped = false;
        {
            const std::jthread thread([&](std::stop_token token) {
                while (!token.stop_requested()) {
                    std::this_thread::yield();
                }
                stopped = true;
            });
        }
        require(stopped, "the thread saw the request");
    });
}

TEST(StopToken, EndsAWaitOfAConditionVariable) {
    expect_clean([] {
        bool ended = false;
        {
            const std::jthread thread([&](std::stop_token token) {
                std::mutex mutex;
                std::condition_variable_any condition;
                std::unique_lock lock(mutex);
                require(!condition.wait(lock, token, [] { return false; }), "ended by the request");
                ended = true;
            });
        }
        require(ended, "the wait ended");
    });
}

TEST(StopToken, ThatNobodyAsksEndsNoWait) {
    expect_finding(Kind::deadlock, [] {
        const std::stop_source source;
        std::jthread thread([token = source.get_token()] {
            std::mutex mutex;
            std::condition_variable_any condition;
            std::unique_lock lock(mutex);
            condition.wait(lock, token, [] { return false; });
        });
        thread.join();
    });
}

TEST(StopCallback, RunsOnceOrWasDestroyedBefore) {
    expect_clean([] {
        std::stop_source source;
        std::atomic<int> calls{0};
        std::thread registers(
            [&] { const std::stop_callback callback(source.get_token(), [&] { calls.fetch_add(1); }); });
        source.request_stop();
        registers.join();
        require(calls <= 1, "at most one call");
    });
}

TEST(StopCallback, IsNotDestroyedWhileItRuns) {
    expect_clean([] {
        std::stop_source source;
        auto value = std::make_unique<int>(0);
        std::thread registers([&] {
            {
                const std::stop_callback callback(source.get_token(), [&] { ++*value; });
            }
            value.reset();
        });
        source.request_stop();
        registers.join();
        require(value == nullptr, "gone");
    });
}

struct CountsItsEnd {
    ~CountsItsEnd() { ended.fetch_add(1); }
    int value = 3;
    static inline std::atomic<int> ended{0};
};
thread_local CountsItsEnd counts_its_end;

TEST(ThreadLocal, EachThreadHasItsOwnWhichEndsWithIt) {
    expect_clean([] {
        CountsItsEnd::ended = 0;
        const auto use = [] {
            require(counts_its_end.value == 3, "a new thread has a new object");
            counts_its_end.value = 9;
        };
        std::thread first(use);
        std::thread second(use);
        first.join();
        second.join();
        require(CountsItsEnd::ended == 2, "each was destroyed");
    });
}

TEST(ThreadLocal, OfAFunctionIsInitialisedOnceAThread) {
    expect_clean([] {
        const auto use = [] {
            for (int call = 1; call <= 2; ++call) {
                thread_local int calls = 0;
                require(++calls == call, "counts the calls of this thread");
            }
        };
        std::thread first(use);
        std::thread second(use);
        first.join();
        second.join();
    });
}

TEST(ThreadLocal, AStaticInItsPlaceRaces) {
    expect_finding(Kind::data_race, [] {
        static int calls;
        calls = 0;
        const auto use = [] { ++calls; };
        std::thread first(use);
        std::thread second(use);
        first.join();
        second.join();
    });
}

TEST(Exception, IsCaughtInTheThreadThatThrows) {
    expect_clean([] {
        const auto throws = [] {
            try {
                throw std::runtime_error("expected");
            } catch (const std::runtime_error& error) {
                require(std::string(error.what()) == "expected", "the same exception");
            }
        };
        std::thread first(throws);
        std::thread second(throws);
        first.join();
        second.join();
    });
}

TEST(Exception, IsCarriedToAnotherThread) {
    expect_clean([] {
        std::exception_ptr carried;
        std::thread thread([&] {
            try {
                throw std::runtime_error("carried");
            } catch (...) {
                carried = std::current_exception();
            }
        });
        thread.join();
        try {
            std::rethrow_exception(carried);
        } catch (const std::runtime_error& error) {
            require(std::string(error.what()) == "carried", "the same exception");
            return;
        }
        fail("nothing was thrown");
    });
}

TEST(Exception, IsInFlightInTwoThreadsAtOnce) {
    expect_clean([] {
        std::atomic<int> caught{0};
        const auto throws = [&](int number) {
            try {
                try {
                    throw number;
                } catch (int) {
                    std::this_thread::yield();
                    throw;
                }
            } catch (int again) {
                require(again == number, "each its own");
                caught.fetch_add(1);
            }
        };
        std::thread first(throws, 1);
        std::thread second(throws, 2);
        first.join();
        second.join();
        require(caught == 2, "both caught");
    });
}

TEST(Exception, ThatEscapesAThreadIsACrash) {
    expect_finding(Kind::crash, [] {
        std::thread thread([] { throw std::runtime_error("escapes"); });
        thread.join();
    });
}

TEST(Sleep, TakesNoRealTimeAndKeepsTheOrder) {
    expect_clean([] {
        const auto start = std::chrono::steady_clock::now();
        std::atomic<int> order{0};
        std::thread late([&] {
            std::this_thread::sleep_for(2h);
            order = order * 10 + 2;
        });
        std::thread early([&] {
            std::this_thread::sleep_for(1h);
            order = order * 10 + 1;
        });
        late.join();
        early.join();
        require(order == 12, "the shorter sleep ended first");
        require(std::chrono::steady_clock::now() - start >= 2h, "the clock went on");
    });
}

TEST(Sleep, OrdersNoAccesses) {
    expect_finding(Kind::data_race, [] {
        int value = 0;
        std::thread writer([&] { value = 1; });
        std::this_thread::sleep_for(1h);
        const int seen = value;
        writer.join();
        require(seen == 1, "long done");
    });
}

TEST(Sleep, UntilATimeOfEitherClock) {
    expect_clean([] {
        const auto steady = std::chrono::steady_clock::now() + 10ms;
        std::this_thread::sleep_until(steady);
        require(std::chrono::steady_clock::now() >= steady, "steady clock");
        const auto system = std::chrono::system_clock::now() + 10ms;
        std::this_thread::sleep_until(system);
        require(std::chrono::system_clock::now() >= system, "system clock");
    });
}

TEST(SpinLoop, WithYieldEnds) {
    expect_clean([] {
        std::atomic<bool> ready{false};
        int value = 0;
        std::thread thread([&] {
            value = 1;
            ready.store(true, std::memory_order_release);
        });
        while (!ready.load(std::memory_order_acquire)) {
            sched_yield();
        }
        require(value == 1, "published");
        thread.join();
    });
}

TEST(SpinLoop, WithoutYieldEnds) {
    expect_clean([] {
        std::atomic<bool> ready{false};
        int value = 0;
        std::thread thread([&] {
            value = 1;
            ready.store(true, std::memory_order_release);
        });
        while (!ready.load(std::memory_order_acquire)) {
        }
        require(value == 1, "published");
        thread.join();
    });
}

TEST(SpinLoop, ThatNobodyEndsIsALivelock) {
    Options options;
    options.most_steps = 1'000;
    expect_finding(
        Kind::livelock,
        [] {
            const std::atomic<bool> never{false};
            while (!never.load()) {
                std::this_thread::yield();
            }
        },
        options);
}

}  // namespace

}  // namespace wakelaw::explore::features
