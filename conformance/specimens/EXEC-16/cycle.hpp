// SPDX-License-Identifier: MIT
// EXEC-16. B-38, tokio #2649: a stored waker keeps the task that stores it.
// The executor caches a waker in the task's block, and the waker keeps the block.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct Cycle : Core {
    static constexpr auto name = "cycle";
    struct Caching : Task {
        using Task::Task;
        std::optional<Waker> cached;
    };
    Task* make(Future future) override {
        auto* const task = new Caching(handle());
        task->future.emplace(std::move(future));
        task->cached.emplace(Waker::from_raw(clone(*task)));
        return task;
    }
    void destroy(Task& task) override { delete static_cast<Caching*>(&task); }
};

}  // namespace wakelaw::specimens
