// SPDX-License-Identifier: MIT
// THR-1. B-12, tokio #7622: a wake of an already notified task returned after a load.
// A wake that finds the task queued returns without the lock, so nothing orders the waker's writes before the
// poll. Needs ThreadSanitizer, no preemption.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct EarlyOutOnLoad : Core {
    static constexpr auto name = "early-out-on-load";
    void schedule(Task& task) override {
        if (task.queued.load(std::memory_order_relaxed)) {
            return;
        }
        Core::schedule(task);
    }
};

}  // namespace wakelaw::specimens
