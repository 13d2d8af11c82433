// SPDX-License-Identifier: MIT
// EXEC-19. The minimal mutant "panicking task re-queued".
// An exception is taken for Pending, and the task is given another chance.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ThrowerRequeued : Core {
    static constexpr auto name = "thrower-requeued";
    bool poll(Task& task) override {
        const WakerRef waker(raw(task));
        try {
            return task.future->poll(*waker).is_ready();
        } catch (...) {
            schedule(task);
            return false;
        }
    }
};

}  // namespace wakelaw::specimens
