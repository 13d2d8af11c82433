// SPDX-License-Identifier: MIT
// EXEC-7. B-22, awslabs/shuttle #12.
// After a poll the executor looks for a wake before it looks for Ready, and queues the finished task again.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RequeuedAtTheEnd : Core {
    static constexpr auto name = "requeued-at-the-end";
    void end_poll(Task& task, bool ended) override {
        {
            const std::lock_guard lock(mutex);
            task.running = false;
            if (std::exchange(task.woken, false)) {
                enqueue(task);
                return;
            }
            task.finished = ended;
        }
        if (ended) {
            discard(task);
            disown(task);
        }
    }
};

}  // namespace wakelaw::specimens
