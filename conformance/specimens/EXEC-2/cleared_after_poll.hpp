// SPDX-License-Identifier: MIT
// EXEC-2. B-20, ruffle #1345; the minimal mutant "notified = false after the poll".
// What was noted during the poll is wiped out after it.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ClearedAfterPoll : Core {
    static constexpr auto name = "cleared-after-poll";
    void end_poll(Task& task, bool ended) override {
        {
            const std::lock_guard lock(mutex);
            task.running = false;
            task.woken = false;
            task.finished = ended;
        }
        if (ended) {
            discard(task);
            disown(task);
        }
    }
};

}  // namespace wakelaw::specimens
