// SPDX-License-Identifier: MIT
// EXEC-4. The minimal mutant "wake during a poll enqueues and a second worker runs it".
// A wake queues the task although it is running, and the other thread takes it at once.
// Needs a preemption, but a short one: the other thread has to be faster than the rest of the poll.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RequeuedWhileRunning : Core {
    static constexpr auto name = "requeued-while-running";
    static constexpr unsigned polling_threads = 2;
    void schedule(Task& task) override {
        {
            const std::lock_guard lock(mutex);
            if (closed || task.finished || task.queued) {
                return;
            }
            enqueue(task);
        }
        notify();
    }
};

}  // namespace wakelaw::specimens
