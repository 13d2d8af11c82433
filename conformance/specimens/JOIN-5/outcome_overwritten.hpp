// SPDX-License-Identifier: MIT
// JOIN-5. cancel notes the outcome without a look at the one that is there.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct OutcomeOverwritten : JoinCore {
    static constexpr auto name = "outcome-overwritten";
    void cancel(JoinedTask& task) override {
        JoinCore::cancel(task);
        const std::lock_guard lock(mutex);
        if (task.outcome != JoinStatus::pending) {
            task.outcome = JoinStatus::cancelled;
        }
    }
};

}  // namespace wakelaw::specimens
