// SPDX-License-Identifier: MIT
// EXEC-14. B-39, RUSTSEC-2021-0072: cancel destroys the future in place, also while it is polled.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct DestroyedByCancel : JoinCore {
    static constexpr auto name = "destroyed-by-cancel";
    void cancel(JoinedTask& task) override {
        {
            const std::lock_guard lock(mutex);
            if (closed || std::exchange(task.finished, true)) {
                return;
            }
            task.cancelled = true;
            task.ending = JoinStatus::cancelled;
        }
        end(task);
        disown(task);
    }
    void end_poll(Task& task, bool ended) override {
        {
            const std::lock_guard lock(mutex);
            if (task.finished) {
                task.running = false;
                return;
            }
        }
        JoinCore::end_poll(task, ended);
    }
};

}  // namespace wakelaw::specimens
