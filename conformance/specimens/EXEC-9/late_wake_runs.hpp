// SPDX-License-Identifier: MIT
// EXEC-9. The minimal mutant "a wake that finds no executor any more polls the task itself".
// The executor leaves its unfinished futures alive, which it may. No preemption needed.
#pragma once

#include <deque>
#include <unordered_map>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LateWakeRuns : Core {
    static constexpr auto name = "late-wake-runs";
    void schedule(Task& task) override {
        if (take_over(task)) {
            drive();
        } else {
            Core::schedule(task);
        }
    }
    /// Whether the executor is gone, and the task is queued for who asks.
    bool take_over(Task& task) {
        const std::lock_guard lock(mutex);
        if (!gone || task.finished || task.running || task.queued) {
            return false;
        }
        enqueue(task);
        return true;
    }
    void drain() override {
        std::deque<Reference> queued;
        std::unordered_map<Task*, Reference> left;
        const std::lock_guard lock(mutex);
        queued.swap(queue);
        left.swap(unfinished);
        for (const Reference& task : queued) {
            task->queued = false;
        }
        gone = true;
    }
    bool gone = false;
};

}  // namespace wakelaw::specimens
