// SPDX-License-Identifier: MIT
// JOIN-5. A task that is being polled is not idle, so cancel leaves it alone, for ever.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct CancelOfTheRunningLost : JoinCore {
    static constexpr auto name = "cancel-of-the-running-lost";
    void cancel(JoinedTask& task) override {
        {
            const std::lock_guard lock(mutex);
            if (task.running) {
                return;
            }
        }
        JoinCore::cancel(task);
    }
};

}  // namespace wakelaw::specimens
