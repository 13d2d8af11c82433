// SPDX-License-Identifier: MIT
// EXEC-6. The minimal mutant "inline first poll".
// spawn runs the new task once before it returns.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct PollsInSpawn : Core {
    static constexpr auto name = "polls-in-spawn";
    void spawn(Future future) override {
        Core::spawn(std::move(future));
        Reference task;
        {
            const std::lock_guard lock(mutex);
            if (queue.empty()) {
                return;
            }
            task = std::move(queue.back());
            queue.pop_back();
        }
        run(std::move(task));
    }
};

}  // namespace wakelaw::specimens
