// SPDX-License-Identifier: MIT
//
// How a worker goes to sleep: it says so, then looks for work once more; whoever adds work looks for sleepers
// afterwards. Each thread stores one variable and loads the other (Dekker's pattern). With release and
// acquire both may load the old value, and the worker sleeps on a task that is there; every interleaving of
// whole steps is fine, so only stale loads show it. Sequential consistency, of the operations or of fences,
// forbids that outcome.
#pragma once

#include <atomic>
#include <thread>

#include "parker.hpp"

namespace wakelaw::explore::races {

enum class Ordering { acquire_release, sequential, fences };

template <Ordering ordering>
class SleepFlags {
public:
    void add_work() { store(work_); }
    void announce_sleep() { store(sleeping_); }
    /// After add_work or announce_sleep.
    [[nodiscard]] bool has_work() const { return load(work_); }
    [[nodiscard]] bool has_sleeper() const { return load(sleeping_); }

private:
    static void store(std::atomic<bool>& flag) {
        if constexpr (ordering == Ordering::acquire_release) {
            flag.store(true, std::memory_order_release);
        } else if constexpr (ordering == Ordering::sequential) {
            flag.store(true, std::memory_order_seq_cst);
        } else {
            flag.store(true, std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_seq_cst);
        }
    }
    static bool load(const std::atomic<bool>& flag) {
        if constexpr (ordering == Ordering::acquire_release) {
            return flag.load(std::memory_order_acquire);
        } else if constexpr (ordering == Ordering::sequential) {
            return flag.load(std::memory_order_seq_cst);
        } else {
            return flag.load(std::memory_order_relaxed);
        }
    }

    std::atomic<bool> work_{false};
    std::atomic<bool> sleeping_{false};
};

template <Ordering ordering>
void sleep_handshake() {
    SleepFlags<ordering> flags;
    Parker parker;
    std::thread worker([&] {
        flags.announce_sleep();
        if (!flags.has_work()) {
            parker.park();
        }
    });
    flags.add_work();
    if (flags.has_sleeper()) {
        parker.unpark();
    }
    worker.join();
}

}  // namespace wakelaw::explore::races
