// SPDX-License-Identifier: MIT
// WAK-8. tokio #6148; the minimal mutant "wake touches a thread_local that is already destroyed".
// A wake goes through a thread_local of its thread, and throws when that is gone, as it is while a thread
// ends. No preemption needed.
#pragma once

#include <stdexcept>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ThreadLocalGone : Core {
    static constexpr auto name = "thread-local-gone";
    void schedule(Task& task) override {
        static thread_local bool gone = false;
        static thread_local struct Cache {
            Task* last_woken = nullptr;
            ~Cache() { gone = true; }
        } cache;
        if (gone && is_idle(task)) {
            throw std::logic_error("a thread_local is used during or after its destruction");
        }
        cache.last_woken = &task;
        Core::schedule(task);
    }
    /// Of running and finished tasks nothing is said: when they are woken, it may be EXEC-8 as well.
    bool is_idle(const Task& task) {
        const std::lock_guard lock(mutex);
        return !closed && !task.running && !task.finished;
    }
};

}  // namespace wakelaw::specimens
