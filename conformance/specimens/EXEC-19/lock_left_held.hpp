// SPDX-License-Identifier: MIT
// EXEC-19. B-29, futures-rs #1468: the run loop's lock is left taken.
// An exception passes the unlock by, and the next poll waits for the lock for ever.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LockLeftHeld : Core {
    static constexpr auto name = "lock-left-held";
    bool poll(Task& task) override {
        const WakerRef waker(raw(task));
        try {
            polling.lock();
            const bool ended = task.future->poll(*waker).is_ready();
            polling.unlock();
            return ended;
        } catch (...) {
            return true;
        }
    }
    std::mutex polling;
};

}  // namespace wakelaw::specimens
