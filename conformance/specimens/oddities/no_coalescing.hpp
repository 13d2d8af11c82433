// SPDX-License-Identifier: MIT
// Conforms: polls and wakes need not match in number (NG-2). Each wake makes a queue entry of its own;
// entries of finished tasks are skipped.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct NoCoalescing : Core {
    static constexpr auto name = "oddity-no-coalescing";
    void schedule(Task& task) override {
        {
            const std::lock_guard lock(mutex);
            if (closed || task.finished) {
                return;
            }
            enqueue(task);
        }
        notify();
    }
};

}  // namespace wakelaw::specimens
