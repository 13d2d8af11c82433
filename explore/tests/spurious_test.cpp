// SPDX-License-Identifier: MIT
// What may fail or wake without a cause does so, as often as the option says, and only with it.
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "programs.hpp"
#include "testing.hpp"

namespace {

using namespace testing_explore;
using programs::Version;
using wakelaw::explore::explore;
using wakelaw::explore::require;

Options spurious(Strategy strategy, unsigned count = 1) {
    Options options = with(strategy, 20'000);
    options.spurious = count;
    return options;
}

/// A waiter; faulty: it takes each wake-up for the notification.
template <Version version>
void wait_for_a_notification() {
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
    std::thread producer([&] {
        const std::lock_guard lock(mutex);
        ready = true;
        changed.notify_one();
    });
    {
        std::unique_lock lock(mutex);
        if (version == Version::faulty && !ready) {
            changed.wait(lock);
        }
        if (version == Version::correct) {
            changed.wait(lock, [&] { return ready; });
        }
        require(ready, "woken, and nothing is ready");
    }
    producer.join();
}

/// Two threads want to be the first; faulty: each takes the failure of its exchange for the success of the
/// other's.
template <Version version>
void be_the_first() {
    std::atomic<int> winner{0};
    const auto compete = [&](int number) {
        int none = 0;
        if constexpr (version == Version::faulty) {
            winner.compare_exchange_weak(none, number);
        } else {
            while (none == 0 && !winner.compare_exchange_weak(none, number)) {
            }
        }
    };
    std::thread other(compete, 1);
    compete(2);
    other.join();
    require(winner != 0, "nobody has won");
}

/// A futex as a gate; faulty: it does not look at the gate again.
template <Version version>
void wait_at_a_gate() {
    std::atomic<int> open{0};
    std::thread opener([&] {
        open.store(1);
        syscall(SYS_futex, &open, FUTEX_WAKE, 1, nullptr, nullptr, 0);
    });
    do {
        syscall(SYS_futex, &open, FUTEX_WAIT, 0, nullptr, nullptr, 0);
    } while (version == Version::correct && open == 0);
    require(open == 1, "through a closed gate");
    opener.join();
}

void expect_found_only_with_the_option(void (*faulty)(), void (*correct)(), unsigned needed) {
    for (const Strategy strategy : {Strategy::random, Strategy::pct, Strategy::pos, Strategy::exhaustive}) {
        SCOPED_TRACE(to_string(strategy));
        expect_finding(explore(faulty, spurious(strategy, needed)), Kind::assertion);
        expect_clean(explore(faulty, spurious(strategy, needed - 1)));
        expect_clean(explore(correct, spurious(strategy, 3)));
    }
}

TEST(Spurious, AWaitOnAConditionVariableWakes) {
    expect_found_only_with_the_option(wait_for_a_notification<Version::faulty>,
                                      wait_for_a_notification<Version::correct>, 1);
}

TEST(Spurious, AWaitOnAFutexWakes) {
    expect_found_only_with_the_option(wait_at_a_gate<Version::faulty>, wait_at_a_gate<Version::correct>, 1);
}

// clang's instrumentation does not tell a weak compare-exchange from a strong one.
#ifndef __clang__
TEST(Spurious, AWeakCompareExchangeFails) {
    expect_found_only_with_the_option(be_the_first<Version::faulty>, be_the_first<Version::correct>, 2);
}
#endif

TEST(Spurious, AStrongCompareExchangeDoesNotFail) {
    expect_clean(explore(
        [] {
            std::atomic<int> value{0};
            int none = 0;
            require(value.compare_exchange_strong(none, 1), "a strong exchange has failed");
        },
        spurious(Strategy::exhaustive, 8)));
}

TEST(Spurious, EndsTheSearchOfACorrectLoop) {
    const Result result =
        explore(wait_for_a_notification<Version::correct>, spurious(Strategy::exhaustive, 2));
    expect_clean(result);
    EXPECT_TRUE(result.exhausted);
}

TEST(Spurious, IsInTheTokenAndInTheTable) {
    const Result found = explore(wait_for_a_notification<Version::faulty>, spurious(Strategy::random));
    expect_finding(found, Kind::assertion);
    ASSERT_TRUE(found.finding.has_value());
    EXPECT_NE(found.finding->table.find("wake spuriously"), std::string::npos) << found.finding->table;
    Options again;
    again.replay = found.finding->token;
    const Result replayed = explore(wait_for_a_notification<Version::faulty>, again);
    expect_finding(replayed, Kind::assertion);
    EXPECT_EQ(replayed.finding->message, found.finding->message);
}

}  // namespace
