// SPDX-License-Identifier: MIT
// EXEC-10. B-34: folly ebb45e07, TooManyCooks 1708fcc, stdexec 7ce043cc.
// Who wakes queues the task, gives the lock back, and then rings a bell that belongs to the executor and goes
// with it. Found by schedules that end the executor in between.
#pragma once

#include <atomic>
#include <memory>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct NotifiesAfterUnlock : Core {
    static constexpr auto name = "notifies-after-unlock";
    struct Bell {
        std::atomic<unsigned> rung{0};
    };
    void schedule(Task& task) override {
        Bell* found = nullptr;
        {
            const std::lock_guard lock(mutex);
            if (closed || task.finished) {
                return;
            }
            found = bell.get();
            if (task.running) {
                task.woken = true;
            } else if (!task.queued) {
                enqueue(task);
            }
        }
        found->rung.fetch_add(1);
    }
    void drain() override {
        Core::drain();
        bell.reset();
    }
    std::unique_ptr<Bell> bell = std::make_unique<Bell>();
};

}  // namespace wakelaw::specimens
