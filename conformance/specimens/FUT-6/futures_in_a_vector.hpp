// SPDX-License-Identifier: MIT
// FUT-6. The minimal mutant "executor keeps tasks in vector<Future> that reallocates on spawn".
// No preemption needed.
#pragma once

#include <vector>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct FuturesInAVector : Core {
    static constexpr auto name = "futures-in-a-vector";
    static constexpr auto capabilities = Core::capabilities.without(Capability::spawn_from_foreign_thread);
    struct Indexed : Task {
        using Task::Task;
        std::size_t index = 0;
    };
    Task* make(Future future) override {
        auto* const task = new Indexed(handle());
        while (task->index < futures.size() && futures[task->index]) {
            ++task->index;
        }
        if (task->index == futures.size()) {
            futures.emplace_back();
        }
        futures[task->index].emplace(std::move(future));
        return task;
    }
    bool poll(Task& task) override {
        const WakerRef waker(raw(task));
        try {
            return futures[static_cast<Indexed&>(task).index]->poll(*waker).is_ready();
        } catch (...) {
            return true;
        }
    }
    void discard(Task& task) override { futures[static_cast<Indexed&>(task).index].reset(); }
    void destroy(Task& task) override { delete static_cast<Indexed*>(&task); }
    std::vector<std::optional<Future>> futures;
};

}  // namespace wakelaw::specimens
