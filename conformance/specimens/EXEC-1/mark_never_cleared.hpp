// SPDX-License-Identifier: MIT
// EXEC-1. The minimal mutant "flag cleared too late".
// The mark "queued" stays set when the task leaves the queue, so that every wake of the idle task finds it
// queued. No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct MarkNeverCleared : Core {
    static constexpr auto name = "mark-never-cleared";
    bool begin_poll(Task& task) override {
        const std::lock_guard lock(mutex);
        task.running = !task.finished;
        return task.running;
    }
};

}  // namespace wakelaw::specimens
