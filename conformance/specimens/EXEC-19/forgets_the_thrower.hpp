// SPDX-License-Identifier: MIT
// EXEC-19. The minimal mutant of EXEC-19.b: "the handler of the exception leaves the task to nobody".
// No preemption needed.
#pragma once

#include <set>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ForgetsTheThrower : Core {
    static constexpr auto name = "forgets-the-thrower";
    bool poll(Task& task) override {
        const WakerRef waker(raw(task));
        try {
            return task.future->poll(*waker).is_ready();
        } catch (...) {
            retain(task);
            forgotten.insert(&task);
            return true;
        }
    }
    void discard(Task& task) override {
        if (!forgotten.contains(&task)) {
            Core::discard(task);
        }
    }
    std::set<Task*> forgotten;
};

}  // namespace wakelaw::specimens
