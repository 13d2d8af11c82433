// SPDX-License-Identifier: MIT
// One worker, many subjects: each is the reference's LocalExecutor but for what its name says.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/local_executor.hpp>

using namespace wakelaw::conformance;

namespace {

class Base {
public:
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = reference_vocabulary;
    void spawn(Future future) { executor_.spawn(std::move(future)).detach(); }

protected:
    wakelaw::LocalExecutor executor_;
};

struct Obeys : Base {
    static constexpr auto name = "obeys";
    void run_until_stalled() { executor_.run_until_stalled(); }
};

struct Forks : Base {
    static constexpr auto name = "forks";
    void run_until_stalled() {
        if (fork() == 0) {
            _exit(0);
        }
        executor_.run_until_stalled();
    }
};

struct HandlesSignals : Base {
    static constexpr auto name = "handles-signals";
    void run_until_stalled() {
        signal(SIGUSR1, [](int) {});
        executor_.run_until_stalled();
    }
};

struct StartsManyThreads : Base {
    static constexpr auto name = "starts-many-threads";
    void run_until_stalled() {
        std::vector<std::thread> threads;
        for (int i = 0; i < 100; ++i) {
            threads.emplace_back([] {});
        }
        for (std::thread& one : threads) {
            one.join();
        }
        executor_.run_until_stalled();
    }
};

/// With scheduling points: the explorer's limit ends it.
struct SpinsForEver : Base {
    static constexpr auto name = "spins-for-ever";
    void run_until_stalled() {
        // clang leaves a loop out on an atomic that it sees nobody write to: somebody might.
        std::atomic<int> never{0};
        asm volatile("" : : "r"(&never) : "memory");
        while (never.load() == 0) {
        }
    }
};

/// Without any: the supervisor ends it.
struct ComputesForEver : Base {
    static constexpr auto name = "computes-for-ever";
    void run_until_stalled() {
        for (unsigned turns = 1; turns != 0;) {  // NOLINT(bugprone-infinite-loop): that is what it does
            asm volatile("" : "+r"(turns));
        }
    }
};

/// What it does depends on how often it was made in this process.
struct Remembers : Base {
    static constexpr auto name = "remembers";
    void run_until_stalled() {
        static int made = 0;
        std::atomic<int> count{0};
        for (int i = ++made % 7; i > 0; --i) {
            count.fetch_add(1);
        }
        executor_.run_until_stalled();
    }
};

/// What it does depends on how often it was made in this process; but in the first process only that finds
/// the file named by WAKELAW_TEST_MARKER, and takes it away.
struct RemembersOnce : Base {
    static constexpr auto name = "remembers-once";
    void run_until_stalled() {
        static const bool first_process = [] {
            const char* const marker = std::getenv("WAKELAW_TEST_MARKER");
            return marker != nullptr && std::remove(marker) == 0;
        }();
        static int made = 0;
        std::atomic<int> count{0};
        for (int i = first_process ? ++made % 7 : 0; i > 0; --i) {
            count.fetch_add(1);
        }
        executor_.run_until_stalled();
    }
};

/// Never destroys the futures that are unfinished at its end.
struct LeaksFutures {
    static constexpr auto name = "leaks-futures";
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = reference_vocabulary;
    void spawn(Future future) { leaked_.spawn(std::move(future)).detach(); }
    void run_until_stalled() { leaked_.run_until_stalled(); }

private:
    wakelaw::LocalExecutor& leaked_ = *new wakelaw::LocalExecutor;
};

/// Dies in those schedules in which a helper comes between two looks at one number.
class CrashesWhenPreempted {
public:
    static constexpr auto name = "crashes-when-preempted";
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = reference_vocabulary;
    void spawn(Future future) { executor_.spawn(std::move(future)).detach(); }
    void run_until_stalled() {
        executor_.run_until_stalled();
        helper_ = std::thread([this] { changes_.fetch_add(1); });
        if (changes_.load() != changes_.load()) {
            std::abort();
        }
        helper_.join();
    }

private:
    wakelaw::LocalExecutor executor_;
    std::atomic<int> changes_{0};
    std::thread helper_;
};

}  // namespace

WAKELAW_SUBJECTS(Obeys, Forks, HandlesSignals, StartsManyThreads, SpinsForEver, ComputesForEver, Remembers,
                 RemembersOnce, LeaksFutures, CrashesWhenPreempted)
