// SPDX-License-Identifier: MIT
// EXEC-8. B-22, awslabs/shuttle #12; the book's executor.
// Nothing marks a task as finished, so a late wake queues it and it is polled again.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LateWakePolls : Core {
    static constexpr auto name = "late-wake-polls";
    void end_poll(Task& task, bool ended) override {
        {
            const std::lock_guard lock(mutex);
            task.running = false;
            if (std::exchange(task.woken, false) && !ended) {
                enqueue(task);
            }
        }
        if (ended) {
            disown(task);
        }
    }
};

}  // namespace wakelaw::specimens
