// SPDX-License-Identifier: MIT
// EXEC-16. B-38, tokio #3978: tasks in a list that nobody empties.
// The executor lists all its tasks and never takes a finished one off.
// No preemption needed.
#pragma once

#include <deque>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ListOfAllTasks : Core {
    static constexpr auto name = "list-of-all-tasks";
    Task* make(Future future) override {
        Task* const task = Core::make(std::move(future));
        retain(*task);
        const std::lock_guard lock(mutex);
        all.emplace_back(task);
        return task;
    }
    void drain() override {
        Core::drain();
        all.clear();
    }
    std::deque<Reference> all;
};

}  // namespace wakelaw::specimens
