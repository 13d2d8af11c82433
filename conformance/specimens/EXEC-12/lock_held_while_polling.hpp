// SPDX-License-Identifier: MIT
// EXEC-12. The shape of tokio #2062 (B-37): a lock is held while foreign code runs that wakes.
// The executor polls with its own lock held, and a wake from inside the poll waits for that lock.
// No preemption needed. It does not declare spawn-from-poll, since a spawn that does not return has no rule.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LockHeldWhilePolling : Core {
    static constexpr auto name = "lock-held-while-polling";
    static constexpr auto capabilities = Core::capabilities.without(Capability::spawn_from_poll);
    bool poll(Task& task) override {
        const std::lock_guard lock(mutex);
        return Core::poll(task);
    }
};

}  // namespace wakelaw::specimens
