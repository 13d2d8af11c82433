// SPDX-License-Identifier: MIT
// Data races, use after free, double free, leaks: what is one, and what is none.
#include <unistd.h>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>

#include <linux/futex.h>
#include <sys/syscall.h>

#include "testing.hpp"

namespace {

using namespace testing_explore;
using wakelaw::explore::explore;

TEST(DataRace, OfTwoWritesIsFound) {
    const Result result = explore([] {
        int value = 0;
        std::thread other([&] { value = 1; });
        value = 2;
        other.join();
    });
    expect_finding(result, Kind::data_race);
    EXPECT_NE(result.finding->message.find("T0"), std::string::npos);
    EXPECT_NE(result.finding->message.find("T1"), std::string::npos);
}

TEST(DataRace, OfAPlainReadAndAnAtomicWriteIsFound) {
    expect_finding(explore([] {
                       alignas(std::atomic_ref<int>::required_alignment) int value = 0;
                       std::thread other([&] { std::atomic_ref<int>(value).store(1); });
                       const int seen = *const_cast<volatile int*>(&value);
                       other.join();
                       wakelaw::explore::require(seen == 0 || seen == 1, "neither value");
                   }),
                   Kind::data_race);
}

TEST(DataRace, IsNoneBetweenNeighbouringBytes) {
    expect_clean(explore(
        [] {
            char bytes[2] = {0, 0};
            std::thread other([&] { bytes[0] = 1; });
            bytes[1] = 1;
            other.join();
        },
        with(Strategy::random, 500)));
}

TEST(DataRace, IsNoneUnderAMutex) {
    expect_clean(explore(
        [] {
            std::mutex mutex;
            int value = 0;
            const auto increase = [&] {
                const std::lock_guard lock(mutex);
                ++value;
            };
            std::thread other(increase);
            increase();
            other.join();
            wakelaw::explore::require(value == 2, "an increase is lost");
        },
        with(Strategy::random, 500)));
}

TEST(DataRace, IsNoneAcrossAnAcquireFence) {
    expect_clean(explore(
        [] {
            int value = 0;
            std::atomic<bool> ready{false};
            std::thread other([&] {
                value = 1;
                std::atomic_thread_fence(std::memory_order_release);
                ready.store(true, std::memory_order_relaxed);
            });
            if (ready.load(std::memory_order_relaxed)) {
                std::atomic_thread_fence(std::memory_order_acquire);
                wakelaw::explore::require(value == 1, "the value is not there");
            }
            other.join();
        },
        with(Strategy::random, 500)));
}

TEST(DataRace, IsOneAcrossAFutexAlone) {
    // The kernel wakes, but nothing synchronises: only atomic operations do.
    expect_finding(explore([] {
                       int value = 0;
                       std::uint32_t word = 0;
                       std::thread other([&] {
                           value = 1;
                           syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
                       });
                       timespec soon{0, 1};
                       syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &soon, nullptr, 0);
                       const int seen = *const_cast<volatile int*>(&value);
                       other.join();
                       wakelaw::explore::require(seen == 0 || seen == 1, "neither value");
                   }),
                   Kind::data_race);
}

TEST(DataRace, IsNotLookedForWhereThatIsNotWanted) {
    Options options = with(Strategy::random, 200);
    options.detect_races = false;
    expect_clean(explore(
        [] {
            int value = 0;
            std::thread other([&] { value = 1; });
            value = 2;
            other.join();
        },
        options));
}

TEST(DataRace, MessagesNameSourceLines) {
    const Result result = explore([] {
        int value = 0;
        std::thread other([&] { value = 1; });
        value = 2;
        other.join();
    });
    expect_finding(result, Kind::data_race);
    EXPECT_NE(result.finding->message.find("memory_test.cpp:"), std::string::npos) << result.finding->message;
}

TEST(DataRace, OfTheLibrarysAtomicSharedPointerIsKnownAndPassedOver) {
    // libstdc++ 12 unlocks in load() with a relaxed operation. It is a race of the library, not of its users.
    expect_clean(explore(
        [] {
            std::atomic<std::shared_ptr<int>> shared{std::make_shared<int>(1)};
            std::thread other([&] { shared.store(std::make_shared<int>(2)); });
            const std::shared_ptr<int> seen = shared.load();
            wakelaw::explore::require(*seen == 1 || *seen == 2, "neither value");
            other.join();
        },
        with(Strategy::random, 2'000)));
}

TEST(PlainAccesses, AreSchedulingPointsWhereThatIsWanted) {
    const auto body = [] {
        int value = 0;
        const auto increase = [&] {
            volatile int& plain = value;
            plain = plain + 1;
        };
        std::thread other(increase);
        increase();
        other.join();
        wakelaw::explore::require(value == 2, "an increase is lost");
    };
    Options options = with(Strategy::exhaustive);
    options.detect_races = false;
    options.preemptions = 1;
    const Result without = explore(body, options);
    expect_clean(without);
    EXPECT_TRUE(without.exhausted);
    options.plain_accesses = true;
    expect_finding(explore(body, options), Kind::assertion);
}

TEST(Heap, UseAfterFreeIsFoundAlthoughNothingRaces) {
    const Result result = explore([] {
        auto* value = new int(1);
        volatile int* volatile kept = value;
        delete value;
        *kept = 2;
    });
    expect_finding(result, Kind::use_after_free);
}

TEST(Heap, DoubleFreeIsFound) {
    expect_finding(explore([] {
                       void* volatile block = std::malloc(16);
                       void* const again = block;
                       std::free(block);
                       std::free(again);
                   }),
                   Kind::double_free);
}

TEST(Heap, AFreeThatRacesIsFound) {
    // Found in either order: as a use after free, or as a free that nothing orders after the use.
    const Result result = explore([] {
        auto* value = new int(1);
        std::thread other([=] { *const_cast<volatile int*>(value) = 2; });
        delete value;
        other.join();
    });
    ASSERT_TRUE(result.finding.has_value());
    EXPECT_NE(result.finding->message.find("frees"), std::string::npos) << result.finding->message;
}

TEST(Heap, ALeakIsFoundWhereThatIsWanted) {
    const auto leak = [] {
        void* volatile block = std::malloc(16);
        (void)block;
    };
    expect_clean(explore(leak, with(Strategy::random, 20)));
    Options options = with(Strategy::random, 20);
    options.detect_leaks = true;
    expect_finding(explore(leak, options), Kind::leak);
}

TEST(Heap, WhatIsAllocatedOnceAndKeptIsNoLeak) {
    Options options = with(Strategy::random, 20);
    options.detect_leaks = true;
    for (const std::uint32_t schedules_per_process : {1U, 500U}) {
        options.schedules_per_process = schedules_per_process;
        expect_clean(explore(
            [] {
                static const auto kept = std::make_unique<int>(1);
                const auto freed = std::make_unique<int>(*kept);
                wakelaw::explore::require(*freed == 1, "not the value");
            },
            options));
    }
}

TEST(Heap, ReallocationKeepsTheContents) {
    expect_clean(explore(
        [] {
            auto* numbers = static_cast<int*>(std::malloc(4 * sizeof(int)));
            numbers[3] = 7;
            numbers = static_cast<int*>(std::realloc(numbers, 400 * sizeof(int)));
            wakelaw::explore::require(numbers[3] == 7, "the contents are lost");
            numbers[399] = 1;
            std::free(numbers);
        },
        with(Strategy::random, 20)));
}

}  // namespace
