// SPDX-License-Identifier: MIT
// EXEC-11. The minimal mutant "flag check outside the lock".
// Between the look into the queue and the sleep the lock is free: what is queued in this gap is slept over.
// Needs a preemption. A spawn can fall into the gap as well: EXEC-5.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct CheckOutsideLock : Core {
    static constexpr auto name = "check-outside-lock";
    void sleep(std::unique_lock<std::mutex>& lock) override {
        while (!closed && queue.empty()) {
            lock.unlock();
            lock.lock();
            if (!closed) {
                ready.wait(lock);
            }
        }
    }
};

}  // namespace wakelaw::specimens
