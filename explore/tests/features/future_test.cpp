// SPDX-License-Identifier: MIT
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "explored.hpp"

namespace wakelaw::explore::features {

namespace {

using namespace std::chrono_literals;

TEST(Promise, GivesItsValueToAnotherThread) {
    expect_clean([] {
        std::promise<int> promise;
        std::future<int> future = promise.get_future();
        std::thread thread([&] { promise.set_value(42); });
        require(future.get() == 42, "the value");
        thread.join();
    });
}

TEST(Promise, GivesItsExceptionToAnotherThread) {
    expect_clean([] {
        std::promise<int> promise;
        std::future<int> future = promise.get_future();
        std::thread thread([&] { promise.set_exception(std::make_exception_ptr(std::runtime_error("x"))); });
        bool thrown = false;
        try {
            future.get();
        } catch (const std::runtime_error&) {
            thrown = true;
        }
        require(thrown, "the exception");
        thread.join();
    });
}

TEST(Promise, ThatIsDestroyedIsBroken) {
    expect_clean([] {
        std::promise<int> promise;
        std::future<int> future = promise.get_future();
        std::thread thread([gone = std::move(promise)] {});
        bool broken = false;
        try {
            future.get();
        } catch (const std::future_error&) {
            broken = true;
        }
        require(broken, "a broken promise");
        thread.join();
    });
}

TEST(Promise, ThatIsKeptByNobodyHangs) {
    expect_finding(Kind::deadlock, [] {
        std::promise<int> promise;
        std::future<int> future = promise.get_future();
        std::thread thread([&] { future.wait(); });
        thread.join();
    });
}

TEST(Future, TimesOut) {
    expect_clean([] {
        std::promise<void> promise;
        const std::future<void> future = promise.get_future();
        require(future.wait_for(5ms) == std::future_status::timeout, "not yet");
        promise.set_value();
        require(future.wait_for(0ms) == std::future_status::ready, "ready");
    });
}

TEST(SharedFuture, IsReadByTwoThreads) {
    expect_clean([] {
        std::promise<int> promise;
        const std::shared_future<int> future = promise.get_future().share();
        const auto read = [future] { require(future.get() == 7, "the value"); };
        std::thread first(read);
        std::thread second(read);
        promise.set_value(7);
        first.join();
        second.join();
    });
}

TEST(Async, RunsAndReturns) {
    expect_clean([] {
        auto value = std::async(std::launch::async, [] { return 41; });
        auto failure = std::async(std::launch::async, []() -> int { throw std::runtime_error("x"); });
        require(value.get() == 41, "the value");
        bool thrown = false;
        try {
            failure.get();
        } catch (const std::runtime_error&) {
            thrown = true;
        }
        require(thrown, "the exception");
    });
}

TEST(Async, IsJoinedWhenItsFutureIsDropped) {
    expect_clean([] {
        int value = 0;
        {
            const auto future = std::async(std::launch::async, [&] { value = 1; });
        }
        require(value == 1, "joined");
    });
}

TEST(PackagedTask, RunsOnAThread) {
    expect_clean([] {
        std::packaged_task<int(int)> task([](int number) { return number + 1; });
        std::future<int> future = task.get_future();
        std::thread thread(std::move(task), 41);
        require(future.get() == 42, "the value");
        thread.join();
    });
}

}  // namespace

}  // namespace wakelaw::explore::features
