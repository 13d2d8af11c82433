// SPDX-License-Identifier: MIT
// EXEC-13. napi-rs #3489.
// A wake that finds the task idle runs it at once, on the stack of whoever woke.
// No preemption needed.
#pragma once

#include <condition_variable>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RunsWhomItWakes : Core {
    static constexpr auto name = "runs-whom-it-wakes";
    void notify() override {
        if (Reference task = begin()) {
            run(std::move(task));
            const std::lock_guard lock(mutex);
            --inside;
            none.notify_all();
        }
    }
    Reference begin() {
        const std::lock_guard lock(mutex);
        if (closed || queue.empty()) {
            return nullptr;
        }
        ++inside;
        return take();
    }
    /// The end waits until nobody polls inside a wake.
    void drain() override {
        {
            std::unique_lock lock(mutex);
            none.wait(lock, [&] { return inside == 0; });
        }
        Core::drain();
    }
    std::condition_variable none;
    int inside = 0;
};

}  // namespace wakelaw::specimens
