// SPDX-License-Identifier: MIT
// EXEC-1. A wait without a loop: where the condition variable returns without a cause, which C++ allows
// ([thread.condition.condvar]), the executor takes it for its end, and its thread polls nothing any more. Who
// queues a task rings under the lock: a return that has a cause finds the task. Seen with --spurious only.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct TakesAReturnForTheEnd : Core {
    static constexpr auto name = "takes-a-return-for-the-end";
    void enqueue(Task& task) override {
        Core::enqueue(task);
        bell.notify_one();
    }
    void close() override {
        Core::close();
        bell.notify_one();
    }
    void sleep(std::unique_lock<std::mutex>& lock) override {
        if (!closed && queue.empty()) {
            bell.wait(lock);
        }
    }
    Reference take() override { return queue.empty() ? nullptr : Core::take(); }
    std::condition_variable bell;
};

}  // namespace wakelaw::specimens
