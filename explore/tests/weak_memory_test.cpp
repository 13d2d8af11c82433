// SPDX-License-Identifier: MIT
// Stale values where C++20 allows them, and nowhere else: the classic litmus tests.
#include <atomic>
#include <set>
#include <thread>

#include <wakelaw/explore/controller.hpp>

#include "programs.hpp"
#include "testing.hpp"

namespace {

using namespace testing_explore;
using programs::Version;
using wakelaw::explore::explore;
using wakelaw::explore::require;
using wakelaw::explore::Uncontrolled;

Options weak(std::uint64_t schedules = 5'000, Strategy strategy = Strategy::random) {
    Options options = with(strategy, schedules);
    options.weak_memory = true;
    return options;
}

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;
constexpr auto seq_cst = std::memory_order_seq_cst;

TEST(WeakMemory, FindsTheSleepHandshakeWithin50Schedules) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Options options = weak(50);
        options.seed = seed;
        expect_finding(explore(programs::sleep_handshake<Version::faulty>, options), Kind::deadlock);
    }
}

TEST(WeakMemory, IsNeededForIt) {
    expect_clean(explore(programs::sleep_handshake<Version::faulty>, with(Strategy::random, 20'000)));
}

TEST(WeakMemory, LetsTheCorrectHandshakesPass) {
    expect_clean(explore(programs::sleep_handshake<Version::correct>, weak(20'000)));
    expect_clean(explore(programs::sleep_handshake_with_fences, weak(20'000)));
    expect_clean(explore(programs::unordered_handover<Version::correct>, weak(20'000)));
}

/// The results of all schedules of a body that returns what it has seen.
template <class Body>
std::set<std::string> results(Body body) {
    std::set<std::string> seen;
    Options options = weak(200'000, Strategy::exhaustive);
    options.preemptions = -1;
    options.schedules_per_process = 0;
    const Result result = explore(
        [&] {
            const auto [x, y] = body();
            const Uncontrolled uncontrolled;
            seen.insert(std::to_string(x) + std::to_string(y));
        },
        options);
    expect_clean(result);
    EXPECT_TRUE(result.exhausted);
    return seen;
}

using Pair = std::pair<int, int>;
using Strings = std::set<std::string>;

Pair store_buffering(std::memory_order store, std::memory_order load) {
    std::atomic<int> x{0};
    std::atomic<int> y{0};
    int seen_y = 0;
    int seen_x = 0;
    std::thread other([&] {
        y.store(1, store);
        seen_x = x.load(load);
    });
    x.store(1, store);
    seen_y = y.load(load);
    other.join();
    return {seen_x, seen_y};
}

TEST(Litmus, StoreBuffering) {
    EXPECT_EQ(results([] { return store_buffering(release, acquire); }), (Strings{"00", "01", "10", "11"}));
    EXPECT_EQ(results([] { return store_buffering(seq_cst, seq_cst); }), (Strings{"01", "10", "11"}));
}

Pair message_passing(std::memory_order store, std::memory_order load) {
    std::atomic<int> data{0};
    std::atomic<int> flag{0};
    std::thread other([&] {
        data.store(1, relaxed);
        flag.store(1, store);
    });
    const int seen_flag = flag.load(load);
    const int seen_data = data.load(relaxed);
    other.join();
    return {seen_flag, seen_data};
}

TEST(Litmus, MessagePassing) {
    EXPECT_EQ(results([] { return message_passing(release, acquire); }), (Strings{"00", "01", "11"}));
    EXPECT_EQ(results([] { return message_passing(relaxed, relaxed); }), (Strings{"00", "01", "10", "11"}));
}

TEST(Litmus, ReadsOfOneObjectNeverGoBack) {
    EXPECT_EQ(results([] {
                  std::atomic<int> x{0};
                  std::thread other([&] { x.store(1, relaxed); });
                  const int first = x.load(relaxed);
                  const int second = x.load(relaxed);
                  other.join();
                  return Pair{first, second};
              }),
              (Strings{"00", "01", "11"}));
}

TEST(Litmus, ReadModifyWriteReadsTheLatest) {
    EXPECT_EQ(results([] {
                  std::atomic<int> x{0};
                  int other_saw = 0;
                  std::thread other([&] { other_saw = x.fetch_add(1, relaxed); });
                  const int saw = x.fetch_add(1, relaxed);
                  other.join();
                  return Pair{saw, other_saw};
              }),
              (Strings{"01", "10"}));
}

/// A compare-exchange that fails is a load: it may read a stale value, also where the latest would let it
/// succeed.
Pair message_passing_to_an_exchange(std::memory_order store, std::memory_order load, int expected) {
    std::atomic<int> data{0};
    std::atomic<int> flag{0};
    std::thread other([&] {
        data.store(1, relaxed);
        flag.store(1, store);
    });
    const int seen_flag = flag.load(load);
    int seen_data = expected;
    const bool exchanged = data.compare_exchange_strong(seen_data, 5, relaxed);
    other.join();
    return {seen_flag, exchanged ? 5 : seen_data};
}

TEST(Litmus, AFailedCompareExchangeMayReadAStaleValue) {
    EXPECT_EQ(results([] { return message_passing_to_an_exchange(relaxed, relaxed, 2); }),
              (Strings{"00", "01", "10", "11"}));
    EXPECT_EQ(results([] { return message_passing_to_an_exchange(relaxed, relaxed, 1); }),
              (Strings{"00", "05", "10", "15"}));
}

TEST(Litmus, AFailedCompareExchangeReadsNothingOlderThanWhatHappensBefore) {
    EXPECT_EQ(results([] { return message_passing_to_an_exchange(release, acquire, 2); }),
              (Strings{"00", "01", "11"}));
    EXPECT_EQ(results([] { return message_passing_to_an_exchange(release, acquire, 1); }),
              (Strings{"00", "05", "15"}));
}

TEST(Litmus, ASuccessfulCompareExchangeReadsTheLatest) {
    EXPECT_EQ(results([] {
                  std::atomic<int> x{0};
                  const auto take = [&] {
                      int none = 0;
                      return x.compare_exchange_strong(none, 1, relaxed) ? 1 : 0;
                  };
                  int other_took = 0;
                  std::thread other([&] { other_took = take(); });
                  const int took = take();
                  other.join();
                  return Pair{took, other_took};
              }),
              (Strings{"01", "10"}));
}

/// Sleeper and waker look at each other's flag by an exchange, which fails where there is nothing: of acquire
/// and release that is not enough, as little as a load is.
template <Version version>
void handshake_by_exchanges() {
    constexpr bool faulty = version == Version::faulty;
    constexpr auto store = faulty ? release : seq_cst;
    constexpr auto exchange = faulty ? std::memory_order_acq_rel : seq_cst;
    std::atomic<int> work{0};
    std::atomic<int> sleeping{0};
    const auto take = [&](std::atomic<int>& flag) {
        int there = 1;
        return flag.compare_exchange_strong(there, 0, exchange);
    };
    bool slept = false;
    std::thread worker([&] {
        sleeping.store(1, store);
        slept = !take(work);
    });
    work.store(1, store);
    const bool woke = take(sleeping);
    worker.join();
    require(!slept || woke, "it sleeps, and nobody wakes it");
}

TEST(WeakMemory, FindsWhatRestsOnFailedExchanges) {
    expect_finding(explore(handshake_by_exchanges<Version::faulty>, weak(1'000)), Kind::assertion);
    expect_clean(explore(handshake_by_exchanges<Version::faulty>, with(Strategy::random, 20'000)));
    expect_clean(explore(handshake_by_exchanges<Version::correct>, weak(20'000)));
}

TEST(Litmus, AReleaseSequenceGoesThroughReadModifyWrites) {
    expect_clean(explore(
        [] {
            int data = 0;
            std::atomic<int> flag{0};
            std::thread producer([&] {
                data = 1;
                flag.store(1, release);
            });
            std::thread middle([&] {
                int one = 1;
                flag.compare_exchange_strong(one, 2, relaxed);
            });
            if (flag.load(acquire) == 2) {
                require(data == 1, "the data is not there");
            }
            producer.join();
            middle.join();
        },
        weak(20'000)));
}

TEST(Litmus, IndependentReadsOfIndependentWritesAgreeIfSequentiallyConsistent) {
    expect_clean(explore(
        [] {
            std::atomic<int> x{0};
            std::atomic<int> y{0};
            std::atomic<int> disagreements{0};
            std::thread write_x([&] { x.store(1); });
            std::thread write_y([&] { y.store(1); });
            const auto read = [&](std::atomic<int>& first, std::atomic<int>& second) {
                if (first.load() == 1 && second.load() == 0) {
                    disagreements.fetch_add(1);
                }
            };
            std::thread reader([&] { read(x, y); });
            read(y, x);
            write_x.join();
            write_y.join();
            reader.join();
            require(disagreements.load() < 2, "the readers see the writes in both orders");
        },
        weak(50'000)));
}

TEST(Litmus, AnObjectBegunAnewHasNoPast) {
    expect_clean(explore(
        [] {
            alignas(std::atomic<int>) unsigned char place[sizeof(std::atomic<int>)];
            auto* first = new (place) std::atomic<int>(1);
            std::thread other([=] { first->store(2, relaxed); });
            other.join();
            auto* second = new (place) std::atomic<int>(3);
            std::thread another([=] { require(second->load(relaxed) == 3, "a value of another object"); });
            another.join();
        },
        weak(2'000)));
}

}  // namespace
