// SPDX-License-Identifier: MIT
// EXEC-19. B-29, tokio #209 and #216.
// An exception ends the loop of the only worker, and nobody notices.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct WorkerDies : Core {
    static constexpr auto name = "worker-dies";
    bool poll(Task& task) override {
        const WakerRef waker(raw(task));
        try {
            return task.future->poll(*waker).is_ready();
        } catch (...) {
            const std::lock_guard lock(mutex);
            dead = true;
            return true;
        }
    }
    void sleep(std::unique_lock<std::mutex>& lock) override {
        ready.wait(lock, [&] { return closed || (!dead && !queue.empty()); });
    }
    bool dead = false;
};

}  // namespace wakelaw::specimens
