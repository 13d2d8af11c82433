// SPDX-License-Identifier: MIT
// Data races, use after free, double free, leaks: what is one, and what is none.
#include <malloc.h>
#include <unistd.h>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <linux/futex.h>
#include <sys/syscall.h>

#include <wakelaw/explore/controller.hpp>

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

/// Of the calling process, so that what schedules do to each other can be seen.
Options in_this_process(std::uint64_t schedules) {
    Options options = with(Strategy::random, schedules);
    options.schedules_per_process = 0;
    return options;
}

TEST(Heap, BlocksHaveTheSameAddressesInEachSchedule) {
    std::vector<std::vector<std::uintptr_t>> runs;
    expect_clean(explore(
        [&] {
            std::vector<std::unique_ptr<int>> blocks;
            std::vector<std::uintptr_t> addresses;
            for (int i = 0; i < 20; ++i) {
                blocks.push_back(std::make_unique<int>(i));
                addresses.push_back(reinterpret_cast<std::uintptr_t>(blocks.back().get()));
                if (i % 3 == 0) {
                    blocks.pop_back();
                }
            }
            const wakelaw::explore::Uncontrolled uncontrolled;
            runs.push_back(addresses);
        },
        in_this_process(20)));
    ASSERT_GE(runs.size(), 20U);
    EXPECT_EQ(std::set<std::vector<std::uintptr_t>>(runs.begin(), runs.end()).size(), 1U);
}

TEST(Heap, AStepMayDependOnAnAddress) {
    // As a table that is locked in parts does, with the part chosen by a hash of the key's address.
    expect_clean(explore(
        [] {
            std::array<std::mutex, 4> parts;
            std::array<int, 4> entries{};
            const auto enter = [&] {
                const auto key = std::make_unique<std::array<char, 40>>();
                const std::size_t part = (reinterpret_cast<std::uintptr_t>(key.get()) >> 5U) % parts.size();
                const std::lock_guard lock(parts[part]);
                if (++entries[part] > 1) {
                    std::this_thread::yield();
                }
            };
            std::thread other([&] {
                enter();
                enter();
            });
            enter();
            enter();
            other.join();
        },
        with(Strategy::exhaustive)));
}

TEST(Heap, WhatOutlivesItsScheduleKeepsItsContents) {
    std::vector<char*> kept;
    expect_clean(explore(
        [&] {
            auto* block = static_cast<char*>(std::malloc(100));
            std::memset(block, 'k', 100);
            const wakelaw::explore::Uncontrolled uncontrolled;
            kept.push_back(block);
        },
        in_this_process(20)));
    ASSERT_GE(kept.size(), 20U);
    EXPECT_EQ(std::set<char*>(kept.begin(), kept.end()).size(), kept.size());
    for (char* block : kept) {
        EXPECT_EQ(std::string(block, 100), std::string(100, 'k'));
        EXPECT_GE(malloc_usable_size(block), 100U);
        auto* const longer = static_cast<char*>(std::realloc(block, 1000));
        EXPECT_EQ(std::string(longer, 100), std::string(100, 'k'));
        std::free(longer);
    }
}

TEST(Heap, WhatIsFreedBetweenSchedulesMakesRoomAgain) {
    std::uintptr_t first = 0;
    std::uintptr_t last = 0;
    int* survivor = nullptr;
    const Options one_schedule = in_this_process(1);
    for (int round = 0; round < 3; ++round) {
        expect_clean(explore(
            [&] {
                delete survivor;
                survivor = new int(1);
            },
            one_schedule));
        last = reinterpret_cast<std::uintptr_t>(survivor);
        first = round == 0 ? last : first;
        delete survivor;
        survivor = nullptr;
    }
    EXPECT_EQ(first, last);
}

TEST(Heap, ABlockFromAnEarlierScheduleMayBeFreedOrGrown) {
    void* from_before = nullptr;
    std::uint64_t seen = 0;
    expect_clean(explore(
        [&] {
            from_before = std::realloc(from_before, 64 * (++seen));
            std::memset(from_before, 1, 64 * seen);
        },
        in_this_process(20)));
    EXPECT_GE(seen, 20U);
    std::free(from_before);
}

TEST(Heap, ABlockThatIsLargerThanTheArenaComesFromElsewhere) {
    expect_clean(explore(
        [] {
            constexpr std::size_t too_large = std::size_t{5} << 30U;
            void* block = std::malloc(too_large);
            wakelaw::explore::require(block != nullptr, "no memory");
            block = std::realloc(block, 64);
            std::free(block);
            void* const zeroed = std::calloc(3, 1000);
            wakelaw::explore::require(static_cast<char*>(zeroed)[2999] == 0, "not zero");
            std::free(zeroed);
        },
        with(Strategy::random, 3)));
}

TEST(Heap, AlignmentIsKept) {
    expect_clean(explore(
        [] {
            for (const std::size_t alignment : {16U, 64U, 4096U, 1U << 20U}) {
                void* const block = std::aligned_alloc(alignment, alignment);
                wakelaw::explore::require(reinterpret_cast<std::uintptr_t>(block) % alignment == 0,
                                          "not aligned");
                std::free(block);
            }
        },
        with(Strategy::random, 3)));
}

}  // namespace
