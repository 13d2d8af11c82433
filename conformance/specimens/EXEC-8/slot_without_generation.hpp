// SPDX-License-Identifier: MIT
// EXEC-8. The minimal mutant "slab index with no generation: wakes the new occupant".
// The next task moves into the block of a finished one, to which old wakers still point.
// No preemption needed.
#pragma once

#include <deque>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct SlotWithoutGeneration : Core {
    static constexpr auto name = "slot-without-generation";
    Task* make(Future future) override {
        const std::lock_guard lock(mutex);
        if (vacant.empty()) {
            return Core::make(std::move(future));
        }
        Task* const task = vacant.back().release();
        vacant.pop_back();
        task->finished = false;
        task->future.emplace(std::move(future));
        return task;
    }
    void discard(Task& task) override {
        Core::discard(task);
        retain(task);
        const std::lock_guard lock(mutex);
        vacant.emplace_back(&task);
    }
    void drain() override {
        Core::drain();
        vacant.clear();
    }
    std::deque<Reference> vacant;
};

}  // namespace wakelaw::specimens
