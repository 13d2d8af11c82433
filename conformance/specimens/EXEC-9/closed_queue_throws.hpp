// SPDX-License-Identifier: MIT
// EXEC-9. The minimal mutant "send().unwrap()"; the book's executor.
// A wake that finds the queue closed throws.
// No preemption needed.
#pragma once

#include <stdexcept>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ClosedQueueThrows : Core {
    static constexpr auto name = "closed-queue-throws";
    void schedule(Task& task) override {
        if (std::unique_lock lock(mutex); closed) {
            throw std::runtime_error("the queue is closed");
        }
        Core::schedule(task);
    }
};

}  // namespace wakelaw::specimens
