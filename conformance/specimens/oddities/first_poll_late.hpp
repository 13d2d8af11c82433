// SPDX-License-Identifier: MIT
// Conforms: a spawned task is polled some time (EXEC-5), and no order is promised (NG-1). Tasks that were
// never polled wait until nothing else is left to do.
#pragma once

#include <algorithm>
#include <unordered_set>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct FirstPollLate : Core {
    static constexpr auto name = "oddity-first-poll-late";
    Reference take() override {
        const auto seen = std::find_if(queue.begin(), queue.end(),
                                       [&](const Reference& task) { return polled.contains(task.get()); });
        const auto chosen = seen == queue.end() ? queue.begin() : seen;
        Reference task = std::move(*chosen);
        queue.erase(chosen);
        polled.insert(task.get());
        return task;
    }
    void destroy(Task& task) override {
        {
            const std::lock_guard lock(mutex);
            polled.erase(&task);
        }
        Core::destroy(task);
    }
    std::unordered_set<const Task*> polled;
};

}  // namespace wakelaw::specimens
