// SPDX-License-Identifier: MIT
/// \file
/// A queue for an event loop that other threads can wake up, but give nothing to.
#pragma once

#include <mutex>
#include <utility>

#include <wakelaw/runnable.hpp>

namespace shelf {

/// Runnables on their way into an event loop. Thread-safe.
class Inbox {
public:
    void put(wakelaw::Runnable runnable) {
        const std::lock_guard lock(mutex_);
        queue_.push(std::move(runnable));
    }
    /// Those that have come so far. What is put while they run comes with the next call.
    [[nodiscard]] wakelaw::RunnableQueue take() {
        const std::lock_guard lock(mutex_);
        return std::move(queue_);
    }

private:
    std::mutex mutex_;
    wakelaw::RunnableQueue queue_;
};

}  // namespace shelf
