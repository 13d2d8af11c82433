// SPDX-License-Identifier: MIT
// FUT-6. The minimal mutant of FUT-6.a: "take the future out of the task, poll it, put it back elsewhere".
// No preemption needed.
#pragma once

#include <memory>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct MovedBeforeEachPoll : Core {
    static constexpr auto name = "moved-before-each-poll";
    struct Moving : Task {
        using Task::Task;
        std::unique_ptr<Future> moved;
    };
    Task* make(Future future) override {
        auto* const task = new Moving(handle());
        task->moved = std::make_unique<Future>(std::move(future));
        return task;
    }
    bool poll(Task& task) override {
        std::unique_ptr<Future>& moved = static_cast<Moving&>(task).moved;
        moved = std::make_unique<Future>(std::move(*moved));
        const WakerRef waker(raw(task));
        try {
            return moved->poll(*waker).is_ready();
        } catch (...) {
            return true;
        }
    }
    void discard(Task& task) override { static_cast<Moving&>(task).moved.reset(); }
    void destroy(Task& task) override { delete static_cast<Moving*>(&task); }
};

}  // namespace wakelaw::specimens
