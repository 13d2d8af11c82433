// SPDX-License-Identifier: MIT
// EXEC-12. B-23, async-book #189.
// One queue entry a wake, and a push that waits for room: a poll that wakes more often stops the only
// consumer. No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct BoundedQueue : Core {
    static constexpr auto name = "bounded-queue";
    static constexpr std::size_t capacity = 64;
    void schedule(Task& task) override {
        std::unique_lock lock(mutex);
        room.wait(lock, [&] { return closed || queue.size() < capacity; });
        if (!closed && !task.finished) {
            enqueue(task);
            ready.notify_one();
        }
    }
    Reference take() override {
        room.notify_one();
        return Core::take();
    }
    std::condition_variable room;
};

}  // namespace wakelaw::specimens
