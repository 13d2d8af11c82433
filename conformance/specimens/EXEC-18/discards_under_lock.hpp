// SPDX-License-Identifier: MIT
// EXEC-18. B-37, tokio #1972.
// A finished future is destroyed with the queue locked: a destructor that wakes or spawns waits for itself.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct DiscardsUnderLock : Core {
    static constexpr auto name = "discards-under-lock";
    void discard(Task& task) override {
        const std::lock_guard lock(mutex);
        Core::discard(task);
    }
};

}  // namespace wakelaw::specimens
