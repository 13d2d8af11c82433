// SPDX-License-Identifier: MIT
// EXEC-1. The minimal mutant "early clear of the notified flag".
// After a poll the executor looks for a wake, lets go of the lock, and then clears the mark: a wake in
// between is lost. Needs a preemption. The poll has returned by then, but the call may have begun before:
// then it shows as EXEC-2.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LateLook : Core {
    static constexpr auto name = "late-look";
    void end_poll(Task& task, bool ended) override {
        bool woken = false;
        {
            const std::lock_guard lock(mutex);
            woken = task.woken;
            task.finished = ended;
        }
        {
            const std::lock_guard lock(mutex);
            task.running = false;
            task.woken = false;
            if (woken && !ended) {
                enqueue(task);
            }
        }
        if (ended) {
            discard(task);
            disown(task);
        }
    }
};

}  // namespace wakelaw::specimens
