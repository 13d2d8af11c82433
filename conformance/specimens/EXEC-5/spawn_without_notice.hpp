// SPDX-License-Identifier: MIT
// EXEC-5. B-15, tokio #3369.
// spawn queues the task and does not tell the thread that sleeps.
// No preemption needed, unless the thread is still about to begin.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct SpawnWithoutNotice : Core {
    static constexpr auto name = "spawn-without-notice";
    void spawn(Future future) override {
        Task& task = own(std::move(future));
        const std::lock_guard lock(mutex);
        enqueue(task);
    }
};

}  // namespace wakelaw::specimens
