// SPDX-License-Identifier: MIT
// WAK-1. The minimal mutant "the waker's reference becomes the queue's", whether or not the task is put
// there. No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ForgetsQueued : Core {
    static constexpr auto name = "forgets-queued";
    void wake(Task& task) override {
        const bool already = task.queued;
        schedule(task);
        if (!already) {
            release(task);
        }
    }
};

}  // namespace wakelaw::specimens
