// SPDX-License-Identifier: MIT
// EXEC-24. The minimal mutant "wakers built from a loop variable's address".
// A waker names the variable of the run loop, and so whichever task was polled last when it is woken.
// No preemption needed. If that task has finished, the right one is woken.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LoopVariable : Core {
    static constexpr auto name = "loop-variable";
    void schedule(Task& task) override {
        Reference last;
        {
            const std::lock_guard lock(mutex);
            Task& woken = current && !current->finished ? *current : task;
            retain(woken);
            last.reset(&woken);
        }
        Core::schedule(*last);
    }
    bool begin_poll(Task& task) override {
        retain(task);
        Reference now(&task);
        {
            const std::lock_guard lock(mutex);
            std::swap(current, now);
        }
        return Core::begin_poll(task);
    }
    void drain() override {
        Core::drain();
        current = nullptr;
    }
    Reference current;
};

}  // namespace wakelaw::specimens
