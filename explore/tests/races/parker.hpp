// SPDX-License-Identifier: MIT
//
// Correct parts that several programs need.
#pragma once

#include <condition_variable>
#include <mutex>

namespace wakelaw::explore::races {

/// A one-permit semaphore for one sleeping thread.
class Parker {
public:
    /// Takes the permit; sleeps until there is one.
    void park() {
        std::unique_lock lock(mutex_);
        condition_.wait(lock, [this] { return permit_; });
        permit_ = false;
    }
    void unpark() {
        {
            const std::lock_guard lock(mutex_);
            permit_ = true;
        }
        condition_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool permit_ = false;
};

/// Set once; whoever waits goes on from then on.
class Event {
public:
    void wait() {
        std::unique_lock lock(mutex_);
        condition_.wait(lock, [this] { return set_; });
    }
    /// Notifies inside the lock, so that the waiter may destroy the event as soon as wait has returned.
    void set() {
        const std::lock_guard lock(mutex_);
        set_ = true;
        condition_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool set_ = false;
};

}  // namespace wakelaw::explore::races
