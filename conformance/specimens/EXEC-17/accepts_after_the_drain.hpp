// SPDX-License-Identifier: MIT
// EXEC-17. B-38, tokio #3978.
// The inbox is not closed: what a destructor spawns during the drain is accepted, and nobody looks for it
// again. No preemption needed.
#pragma once

#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct AcceptsAfterTheDrain : Core {
    static constexpr auto name = "accepts-after-the-drain";
    static constexpr auto capabilities = owning_capabilities;
    void spawn(Future future) override {
        Task* const task = make(std::move(future));
        {
            const std::lock_guard lock(mutex);
            unfinished.emplace(task, Reference(task));
            enqueue(*task);
        }
        ready.notify_one();
    }
};

}  // namespace wakelaw::specimens
