// SPDX-License-Identifier: MIT
/// \file
/// What the adapters add to asio: asio knows handlers and no wakers, so the reference's task cell supplies
/// them, and this gate keeps a wake that comes after the context's end from touching it (EXEC-9, EXEC-10).
#pragma once

#include <asio/post.hpp>
#include <memory>
#include <mutex>
#include <optional>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/spawn_on.hpp>

template <class Executor>
class Gate {
public:
    explicit Gate(Executor executor) : executor_(std::move(executor)) {}
    void post(wakelaw::Runnable runnable) {
        const std::lock_guard lock(mutex_);
        if (executor_) {
            asio::post(*executor_, std::move(runnable));
        }
        // Closed: the runnable is dropped when the caller's argument ends, after the lock is released.
    }
    void close() {
        const std::lock_guard lock(mutex_);
        executor_.reset();
    }

private:
    std::mutex mutex_;
    std::optional<Executor> executor_;
};

template <class Executor>
void spawn_through(const std::shared_ptr<Gate<Executor>>& gate, wakelaw::conformance::Future future) {
    wakelaw::spawn_on([gate](wakelaw::Runnable runnable) { gate->post(std::move(runnable)); },
                      std::move(future))
        .detach();
}
