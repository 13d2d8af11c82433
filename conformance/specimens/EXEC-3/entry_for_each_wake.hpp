// SPDX-License-Identifier: MIT
// EXEC-3. Minimal mutant of EXEC-3; the book's channel executor.
// No mark on a task says that it is queued already: each wake makes an entry of its own.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct EntryForEachWake : Core {
    static constexpr auto name = "entry-for-each-wake";
    void schedule(Task& task) override {
        const std::lock_guard lock(mutex);
        if (!closed && !task.finished) {
            enqueue(task);
        }
    }
};

}  // namespace wakelaw::specimens
