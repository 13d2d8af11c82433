// SPDX-License-Identifier: MIT
#include <pthread.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "explored.hpp"

namespace wakelaw::explore::features {

namespace {

void in_two_threads(const auto& work) {
    std::thread first(work);
    std::thread second(work);
    first.join();
    second.join();
}

TEST(CallOnce, CallsOnceAndPublishes) {
    expect_clean([] {
        std::once_flag flag;
        int calls = 0;
        in_two_threads([&] {
            std::call_once(flag, [&] { ++calls; });
            require(calls == 1, "each sees the one call");
        });
    });
}

TEST(CallOnce, CallsAgainAfterAnException) {
    expect_clean([] {
        std::once_flag flag;
        int calls = 0;
        std::atomic<int> thrown{0};
        in_two_threads([&] {
            try {
                std::call_once(flag, [&] {
                    if (++calls == 1) {
                        throw std::runtime_error("the first call fails");
                    }
                });
            } catch (const std::runtime_error&) {
                thrown.fetch_add(1);
            }
        });
        require(calls == 2, "one failed, one did not");
        require(thrown == 1, "one exception");
    });
}

TEST(CallOnce, AFlagOfOnesOwnCallsTwice) {
    expect_finding(Kind::assertion, [] {
        std::atomic<bool> called{false};
        std::atomic<int> calls{0};
        in_two_threads([&] {
            if (!called.load()) {
                calls.fetch_add(1);
                called.store(true);
            }
        });
        require(calls == 1, "called once");
    });
}

std::atomic<int> once_calls;

TEST(PthreadOnce, CallsOnce) {
    expect_clean([] {
        pthread_once_t once = PTHREAD_ONCE_INIT;
        once_calls = 0;
        in_two_threads([&] {
            pthread_once(&once, [] { once_calls.fetch_add(1); });
            require(once_calls == 1, "the call is over");
        });
    });
}

struct YieldsWhileMade {
    YieldsWhileMade() {
        made.fetch_add(1);
        std::this_thread::yield();
        value = 7;
    }
    int value = 0;
    static inline std::atomic<int> made{0};
};

TEST(StaticInitialisation, HappensOnceAndTheOthersWait) {
    expect_clean([] {
        in_two_threads([] {
            static const YieldsWhileMade object;
            require(object.value == 7, "complete");
            require(YieldsWhileMade::made == 1, "made once");
        });
    });
}

struct ThrowsOnce {
    ThrowsOnce() {
        if (attempts.fetch_add(1) == 0) {
            throw std::runtime_error("the first attempt fails");
        }
    }
    static inline std::atomic<int> attempts{0};
};

TEST(StaticInitialisation, IsTriedAgainAfterAnException) {
    // Schedules of one process share the static, so each has a process of its own.
    Options options;
    options.schedules_per_process = 1;
    expect_clean(
        [] {
            std::atomic<int> thrown{0};
            in_two_threads([&] {
                try {
                    static const ThrowsOnce object;
                } catch (const std::runtime_error&) {
                    thrown.fetch_add(1);
                }
            });
            require(thrown == 1, "one attempt failed");
            require(ThrowsOnce::attempts == 2, "the second one succeeded");
        },
        options);
}

TEST(StaticInitialisation, OfOnesOwnRaces) {
    expect_finding(Kind::data_race, [] {
        std::unique_ptr<int> instance;
        in_two_threads([&] {
            if (instance == nullptr) {
                instance = std::make_unique<int>(7);
            }
        });
    });
}

}  // namespace

}  // namespace wakelaw::explore::features
