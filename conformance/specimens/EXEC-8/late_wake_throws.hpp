// SPDX-License-Identifier: MIT
// EXEC-8. The harm that EXEC-8.b names.
// A wake of a finished task is taken for a mistake of the caller, who gets an exception.
// No preemption needed.
#pragma once

#include <stdexcept>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LateWakeThrows : Core {
    static constexpr auto name = "late-wake-throws";
    void schedule(Task& task) override {
        if (!is_closed() && is_finished(task)) {
            throw std::logic_error("the task has finished");
        }
        Core::schedule(task);
    }
    bool is_closed() {
        const std::lock_guard lock(mutex);
        return closed;
    }
    bool is_finished(const Task& task) {
        const std::lock_guard lock(mutex);
        return task.finished;
    }
};

}  // namespace wakelaw::specimens
