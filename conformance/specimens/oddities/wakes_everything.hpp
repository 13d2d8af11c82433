// SPDX-License-Identifier: MIT
// Conforms: spurious polls are allowed (NG-3), and a task may be polled in addition to the woken one
// (EXEC-24.b). Every wake queues every unfinished task: wasteful, and no rule is broken.
#pragma once

#include <deque>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct WakesEverything : Core {
    static constexpr auto name = "oddity-wakes-everything";
    void schedule(Task& woken) override {
        std::deque<Reference> all;
        {
            const std::lock_guard lock(mutex);
            if (woken.finished) {
                return;
            }
            for (const auto& [task, owned] : unfinished) {
                retain(*task);
                all.emplace_back(task);
            }
        }
        for (const Reference& task : all) {
            Core::schedule(*task);
        }
    }
};

}  // namespace wakelaw::specimens
