// SPDX-License-Identifier: MIT
/// \file
/// Wakers for an executor that has none: one that only takes callables and runs them later. The reference's
/// task cell makes the wakers, and the gate keeps a wake that comes after the executor's end from touching it
/// (EXEC-9).
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/spawn_on.hpp>

namespace shelf {

using wakelaw::conformance::Capabilities;
using wakelaw::conformance::Capability;

/// What an executor offers whose tasks are spawned through a Gate.
inline constexpr Capabilities through_gate =
    wakelaw::conformance::reference_vocabulary.with(Capability::spawn_from_foreign_thread);

/// What of it is not the executor's: the rules about these judge the task cell and the gate.
inline constexpr Capabilities supplied_by_gate{
    Capability::clone,
    Capability::wake_by_ref,
    Capability::will_wake,
    Capability::waker_move,
    Capability::exceptions,
    Capability::wakers_outlive_task,
    Capability::wakers_outlive_executor,
};

/// The way into an executor, shared by all wakers of its tasks. Thread-safe.
class Gate {
public:
    /// `post` hands a Runnable to the executor, which runs it later and on a thread of its own. It is called
    /// from any thread, by one at a time, and must not run or drop the Runnable itself.
    explicit Gate(std::function<void(wakelaw::Runnable)> post) : post_(std::move(post)) {}

    /// A Runnable that comes after `close` is dropped, when the lock is free again: its task is cancelled.
    void post(wakelaw::Runnable runnable) {
        const std::lock_guard lock(mutex_);
        if (post_) {
            post_(std::move(runnable));
        }
    }
    /// When it returns, no post is under way, and none begins any more.
    void close() {
        const std::lock_guard lock(mutex_);
        post_ = nullptr;
    }

private:
    std::mutex mutex_;
    std::function<void(wakelaw::Runnable)> post_;
};

inline void spawn_through(const std::shared_ptr<Gate>& gate, wakelaw::conformance::Future future) {
    wakelaw::spawn_on([gate](wakelaw::Runnable runnable) { gate->post(std::move(runnable)); },
                      std::move(future))
        .detach();
}

}  // namespace shelf
