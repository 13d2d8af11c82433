// SPDX-License-Identifier: MIT
// JOIN-3. The end by cancellation has a path of its own, and it forgets who waits.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct CancelledInSilence : JoinCore {
    static constexpr auto name = "cancelled-in-silence";
    void complete(JoinedTask& task) override {
        if (task.ending != JoinStatus::cancelled) {
            JoinCore::complete(task);
            return;
        }
        std::optional<Waker> forgotten;
        const std::lock_guard lock(mutex);
        task.outcome = task.ending;
        forgotten.swap(task.awaiter);
    }
    void end_at_shutdown(JoinedTask& task) override {
        discard(task);
        JoinCore::complete(task);
    }
};

}  // namespace wakelaw::specimens
