// SPDX-License-Identifier: MIT
//
// What the benchmark counts schedules of: a task that one thread polls and another wakes, as small as an
// executor can be. Each of 10 wakes makes progress, sets the state word, and hands a permit over if
// the task was idle; each poll takes the state back, looks for progress, and sleeps.
#pragma once

#include <atomic>
#include <thread>

#include <wakelaw/explore.hpp>

#include "parker.hpp"

namespace wakelaw::explore::wake_and_poll {

inline constexpr int wakes = 10;

class Task {
public:
    /// Called by the thread that polls.
    void run() {
        for (;;) {
            state_.store(running);
            if (progress_.load() == wakes) {
                return;
            }
            unsigned state = running;
            if (state_.compare_exchange_strong(state, idle)) {
                parker_.park();
            }
        }
    }

    /// Called by the thread that wakes.
    void wake() {
        progress_.fetch_add(1);
        if (state_.exchange(scheduled) == idle) {
            parker_.unpark();
        }
    }

private:
    static constexpr unsigned idle = 0;
    static constexpr unsigned running = 1;
    static constexpr unsigned scheduled = 2;

    std::atomic<unsigned> state_{scheduled};
    std::atomic<int> progress_{0};
    races::Parker parker_;
};

inline void two_threads() {
    Task task;
    std::thread waking([&] {
        for (int i = 0; i < wakes; ++i) {
            task.wake();
        }
    });
    task.run();
    waking.join();
}

}  // namespace wakelaw::explore::wake_and_poll
