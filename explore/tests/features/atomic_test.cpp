// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "explored.hpp"

namespace wakelaw::explore::features {

namespace {

using namespace std::chrono_literals;

template <class Integer>
void hand_to_and_fro() {
    std::atomic<Integer> value{0};
    std::thread thread([&] {
        value.wait(0);
        require(value == 1, "woken by the first change");
        value = 2;
        value.notify_all();
    });
    value = 1;
    value.notify_one();
    value.wait(1);
    require(value == 2, "woken by the second change");
    thread.join();
}

// libstdc++ waits for 32 bits on the variable itself and for all else on a counter of its own.
TEST(AtomicWait, For8Bits) { expect_clean(hand_to_and_fro<std::uint8_t>); }
TEST(AtomicWait, For32Bits) { expect_clean(hand_to_and_fro<std::int32_t>); }
TEST(AtomicWait, For64Bits) { expect_clean(hand_to_and_fro<std::uint64_t>); }

TEST(AtomicWait, WithoutNotifyHangs) {
    expect_finding(Kind::deadlock, [] {
        std::atomic<int> value{0};
        std::thread thread([&] { value.wait(0); });
        // Virtual time passes when nobody can run: when the thread has stopped to spin and sleeps.
        std::this_thread::sleep_for(1ms);
        value = 1;
        thread.join();
    });
}

TEST(AtomicWait, NotifyOneWakesOne) {
    expect_finding(Kind::deadlock, [] {
        std::atomic<int> value{0};
        const auto wait = [&] { value.wait(0); };
        std::thread first(wait);
        std::thread second(wait);
        value = 1;
        value.notify_one();
        first.join();
        second.join();
    });
}

TEST(AtomicFlag, WaitsUntilItIsSet) {
    expect_clean([] {
        std::atomic_flag flag;
        std::thread thread([&] {
            flag.test_and_set();
            flag.notify_all();
        });
        flag.wait(false);
        require(flag.test(), "set");
        thread.join();
    });
}

TEST(AtomicOperations, ReturnWhatTheyShould) {
    expect_clean([] {
        std::atomic<unsigned> value{12};
        std::atomic<unsigned> others{0};
        std::thread thread([&] { others.fetch_add(1); });
        require(value.fetch_add(1) == 12 && value == 13, "add");
        require(value.fetch_sub(3) == 13 && value == 10, "subtract");
        require(value.fetch_or(5) == 10 && value == 15, "or");
        require(value.fetch_and(6) == 15 && value == 6, "and");
        require(value.fetch_xor(3) == 6 && value == 5, "exclusive or");
        require(value.exchange(9) == 5 && value == 9, "exchange");
        unsigned expected = 8;
        require(!value.compare_exchange_strong(expected, 1) && expected == 9, "another value");
        require(value.compare_exchange_strong(expected, 1) && value == 1, "the expected value");
        thread.join();
        require(others == 1, "the other thread ran");
    });
}

/// As in lists without locks: a pointer and a count that tells equal pointers apart.
struct alignas(16) Pair {
    std::uint64_t value;
    std::uint64_t count;
};

TEST(Atomic16Bytes, AreOneStep) {
    expect_clean([] {
        std::atomic<Pair> pair{Pair{0, 0}};
        const auto add = [&] {
            Pair before = pair.load();
            while (!pair.compare_exchange_weak(before, Pair{before.value + 1, before.count + 1})) {
            }
        };
        std::thread thread(add);
        add();
        const Pair seen = pair.load();
        require(seen.value == seen.count, "both halves are of one store");
        thread.join();
        const Pair last = pair.exchange(Pair{7, 8});
        require(last.value == 2 && last.count == 2, "no increment was lost");
        require(pair.load().count == 8, "the value of the exchange");
    });
}

TEST(Atomic16Bytes, LoseAnUpdateBetweenALoadAndAStore) {
    expect_finding(Kind::assertion, [] {
        std::atomic<Pair> pair{Pair{0, 0}};
        const auto add = [&] {
            const Pair before = pair.load();
            pair.store(Pair{before.value + 1, before.count + 1});
        };
        std::thread thread(add);
        add();
        thread.join();
        require(pair.load().count == 2, "no increment was lost");
    });
}

TEST(Atomic16Bytes, PublishWithReleaseOnly) {
    const auto publish = [](std::memory_order order) {
        return [order] {
            int written = 0;
            std::atomic<Pair> pair{Pair{0, 0}};
            std::thread thread([&] {
                written = 1;
                pair.store(Pair{1, 1}, order);
            });
            if (pair.load(std::memory_order_acquire).value == 1) {
                require(written == 1, "published");
            }
            thread.join();
        };
    };
    Options options;
    options.weak_memory = true;
    expect_clean(publish(std::memory_order_release), options);
    expect_finding(Kind::data_race, publish(std::memory_order_relaxed), options);
}

TEST(AtomicRef, MakesAPlainObjectAtomic) {
    expect_clean([] {
        int count = 0;
        const auto add = [&] { std::atomic_ref<int>(count).fetch_add(1); };
        std::thread thread(add);
        add();
        thread.join();
        require(count == 2, "no increment was lost");
    });
}

TEST(AtomicFence, PublishesWhatWasWrittenBefore) {
    Options options;
    options.weak_memory = true;
    expect_clean(
        [] {
            std::atomic<bool> ready{false};
            int value = 0;
            std::thread thread([&] {
                value = 1;
                std::atomic_thread_fence(std::memory_order_release);
                ready.store(true, std::memory_order_relaxed);
            });
            if (ready.load(std::memory_order_relaxed)) {
                std::atomic_thread_fence(std::memory_order_acquire);
                require(value == 1, "published");
            }
            thread.join();
        },
        options);
}

TEST(AtomicFence, WithoutOneTheAccessesRace) {
    expect_finding(Kind::data_race, [] {
        std::atomic<bool> ready{false};
        int value = 0;
        std::thread thread([&] {
            value = 1;
            ready.store(true, std::memory_order_relaxed);
        });
        if (ready.load(std::memory_order_relaxed)) {
            require(value == 1, "in this interleaving");
        }
        thread.join();
    });
}

TEST(SharedPointer, IsReleasedByEitherThread) {
    expect_clean([] {
        auto text = std::make_shared<std::string>("a text too long for the short string buffer");
        const std::weak_ptr<std::string> observer = text;
        std::thread thread([owner = text] { require(owner->size() > 20, "alive"); });
        text.reset();
        if (const auto locked = observer.lock()) {
            require(locked->size() > 20, "alive");
        }
        thread.join();
        require(observer.expired(), "released");
    });
}

TEST(SharedPointer, ItselfIsNotAtomic) {
    expect_finding(Kind::data_race, [] {
        auto number = std::make_shared<int>(1);
        std::thread thread([&] { number = std::make_shared<int>(2); });
        const auto copy = number;
        thread.join();
        require(*copy == 1 || *copy == 2, "either");
    });
}

}  // namespace

}  // namespace wakelaw::explore::features
