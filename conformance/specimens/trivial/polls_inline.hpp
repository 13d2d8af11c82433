// SPDX-License-Identifier: MIT
// EXEC-4. Trivial: an executor that polls at once, on the stack of whoever spawns or wakes.
// A task that wakes itself is polled inside its own poll.
// No preemption needed. One level of nesting is enough; further ones are put off, lest the stack overflow.
#pragma once

#include <map>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct PollsInline : Core {
    static constexpr auto name = "polls-inline";
    static constexpr auto capabilities = Core::capabilities.without(Capability::wake_from_foreign_thread)
                                             .without(Capability::spawn_from_foreign_thread);
    void schedule(Task& task) override {
        if (closed || task.finished) {
            return;
        }
        if (depth[&task] >= 2) {
            task.woken = true;
            return;
        }
        retain(task);
        const Reference held(&task);
        ++depth[&task];
        bool ended = false;
        do {
            task.woken = false;
            ended = poll(task);
        } while (depth[&task] == 1 && task.woken && !ended && !task.finished);
        const bool outermost = --depth[&task] == 0;
        task.finished = task.finished || ended;
        if (outermost) {
            depth.erase(&task);
            if (task.finished) {
                discard(task);
                disown(task);
            }
        }
    }
    void spawn(Future future) override { schedule(own(std::move(future))); }
    std::map<Task*, int> depth;
};

}  // namespace wakelaw::specimens
