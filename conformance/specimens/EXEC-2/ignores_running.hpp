// SPDX-License-Identifier: MIT
// EXEC-2. B-20, mozilla/uniffi-rs #1785.
// A wake does nothing while the task is running.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct IgnoresRunning : Core {
    static constexpr auto name = "ignores-running";
    void schedule(Task& task) override {
        {
            const std::lock_guard lock(mutex);
            if (closed || task.finished || task.running || task.queued) {
                return;
            }
            enqueue(task);
        }
        notify();
    }
};

}  // namespace wakelaw::specimens
