// SPDX-License-Identifier: MIT
// EXEC-1. B-18, async-executor #53, #57 and #60.
// A thread that is not the executor's puts what it wakes into a queue of its own, which nobody empties.
// No preemption needed.
#pragma once

#include <deque>
#include <thread>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct StrandedQueue : Core {
    static constexpr auto name = "stranded-queue";
    void schedule(Task& task) override {
        const std::lock_guard lock(mutex);
        if (closed || task.finished || task.queued) {
            return;
        }
        if (task.running) {
            task.woken = true;
        } else if (std::this_thread::get_id() == driver) {
            enqueue(task);
        } else {
            task.queued = true;
            task.core->retain(task);
            stranded.emplace_back(&task);
        }
    }
    void drain() override {
        Core::drain();
        stranded.clear();
    }
    std::thread::id driver = std::this_thread::get_id();
    std::deque<Reference> stranded;
};

}  // namespace wakelaw::specimens
