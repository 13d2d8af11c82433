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

namespace wakelaw::conformance {

/// What an executor offers whose tasks are spawned through a Gate.
inline constexpr Capabilities through_gate = reference_vocabulary.with(Capability::spawn_from_foreign_thread);

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
class Gate : public std::enable_shared_from_this<Gate> {
public:
    /// `post` hands a Runnable to the executor, which runs it later. It is called from any thread, by one at
    /// a time, and must not run or drop the Runnable itself.
    [[nodiscard]] static std::shared_ptr<Gate> to(std::function<void(Runnable)> post) {
        return std::shared_ptr<Gate>(new Gate(std::move(post)));
    }

    /// Makes a task of the future and posts its first Runnable.
    void spawn(Future future) {
        spawn_on([gate = shared_from_this()](Runnable runnable) { gate->post(std::move(runnable)); },
                 std::move(future))
            .detach();
    }
    /// When it returns, no post is under way, and none begins any more: the executor may go.
    void close() {
        const std::lock_guard lock(mutex_);
        post_ = nullptr;
    }

private:
    explicit Gate(std::function<void(Runnable)> post) : post_(std::move(post)) {}

    /// A Runnable that comes after `close` is dropped, when the lock is free again: its task is cancelled.
    void post(Runnable runnable) {
        const std::lock_guard lock(mutex_);
        if (post_) {
            post_(std::move(runnable));
        }
    }

    std::mutex mutex_;
    std::function<void(Runnable)> post_;
};

}  // namespace wakelaw::conformance
