// SPDX-License-Identifier: MIT
// EXEC-17. The minimal mutant "a task that only its own wakers keep alive".
// The end of the executor lets go of its tasks and destroys no future: one whose waker somebody holds lives
// on. No preemption needed.
#pragma once

#include <deque>
#include <unordered_map>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct DiesWithItsWakers : Core {
    static constexpr auto name = "dies-with-its-wakers";
    static constexpr auto capabilities = owning_capabilities;
    void drain() override {
        std::deque<Reference> queued;
        std::unordered_map<Task*, Reference> left;
        std::unique_lock lock(mutex);
        queued.swap(queue);
        left.swap(unfinished);
        lock.unlock();
    }
};

}  // namespace wakelaw::specimens
