// SPDX-License-Identifier: MIT
// EXEC-25. Minimal mutant of EXEC-25.a: a driver without a sleep.
// When nothing is queued, the thread queues all its tasks.
// No preemption needed.
#pragma once

#include <thread>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct PollsWhileIdle : Core {
    static constexpr auto name = "polls-while-idle";
    void sleep(std::unique_lock<std::mutex>& lock) override {
        while (!closed && queue.empty()) {
            for (const auto& [task, owned] : unfinished) {
                enqueue(*task);
            }
            lock.unlock();
            std::this_thread::yield();
            lock.lock();
        }
    }
};

}  // namespace wakelaw::specimens
