// SPDX-License-Identifier: MIT
// WAK-1. The minimal mutant "nothing to do for a finished task" in front of the release.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ForgetsFinished : Core {
    static constexpr auto name = "forgets-finished";
    void wake(Task& task) override {
        {
            const std::lock_guard lock(mutex);
            if (task.finished) {
                return;
            }
        }
        Core::wake(task);
    }
};

}  // namespace wakelaw::specimens
