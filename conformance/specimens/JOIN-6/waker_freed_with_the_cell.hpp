// SPDX-License-Identifier: MIT
// JOIN-6. B-38, tokio #6505: the waker in the join slot is freed with the cell that it keeps alive.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct WakerFreedWithTheCell : JoinCore {
    static constexpr auto name = "waker-freed-with-the-cell";
    void complete(JoinedTask& task) override {
        std::optional<Waker> awaiter;
        {
            const std::lock_guard lock(mutex);
            task.outcome = task.ending;
            if (task.awaiter) {
                awaiter.emplace(task.awaiter->clone());
            }
        }
        if (awaiter) {
            std::move(*awaiter).wake();
        }
    }
    void end_at_shutdown(JoinedTask& task) override { discard(task); }
};

}  // namespace wakelaw::specimens
