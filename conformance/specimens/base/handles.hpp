// SPDX-License-Identifier: MIT
/// \file
/// The correct executor with handles: a Core whose tasks can be joined and cancelled. Cancelling is a
/// request: whoever polls next, or is polling, destroys the future. What waits for a task is woken when its
/// future is gone.
#pragma once

#include <concepts>
#include <mutex>
#include <optional>
#include <utility>

#include "base/executors.hpp"

namespace wakelaw::specimens {

using conformance::JoinStatus;

/// A task with a handle. All of it is guarded by the core's lock.
struct JoinedTask : Task {
    using Task::Task;
    JoinStatus outcome = JoinStatus::pending;  ///< set once the future is gone
    JoinStatus ending = JoinStatus::finished;  ///< what the outcome is going to be
    bool cancelled = false;
    std::optional<Waker> awaiter;  ///< of the latest poll of the handle, while the outcome is pending
};

class JoinCore : public Core {
public:
    static constexpr auto capabilities =
        Core::capabilities.with(Capability::cancel).with(Capability::join).with(Capability::drop_at_shutdown);

    static JoinedTask& of(Task& task) { return static_cast<JoinedTask&>(task); }

    /// \return the handle: one more reference to the task.
    Reference spawn_with_handle(Future future) {
        Task* const task = make(std::move(future));
        retain(*task);
        Reference handle(task);
        {
            const std::lock_guard lock(mutex);
            unfinished.emplace(task, Reference(task));
            enqueue(*task);
        }
        ready.notify_one();
        return handle;
    }

    virtual JoinStatus join(JoinedTask& task, const Waker& waker) {
        std::optional<Waker> replaced(waker.clone());  // the older one is dropped without the lock
        const std::lock_guard lock(mutex);
        if (task.outcome == JoinStatus::pending) {
            keep(task, replaced);
        }
        return task.outcome;
    }
    /// With the lock held.
    virtual void keep(JoinedTask& task, std::optional<Waker>& waker) { std::swap(task.awaiter, waker); }

    virtual void cancel(JoinedTask& task) {
        {
            const std::lock_guard lock(mutex);
            if (closed || task.finished || std::exchange(task.cancelled, true) || task.running ||
                task.queued) {
                return;
            }
            enqueue(task);
        }
        notify();
    }

    bool begin_poll(Task& task) override {
        if (Core::begin_poll(task)) {
            if (!is_cancelled(task)) {
                return true;
            }
            end_poll(task, false);
        }
        return false;
    }
    bool is_cancelled(Task& task) {
        const std::lock_guard lock(mutex);
        return of(task).cancelled;
    }
    bool poll(Task& task) override {
        const WakerRef waker(raw(task));
        try {
            return task.future->poll(*waker).is_ready();
        } catch (...) {
            of(task).ending = JoinStatus::threw;
            return true;
        }
    }
    void end_poll(Task& task, bool ended) override {
        {
            const std::lock_guard lock(mutex);
            task.running = false;
            if (of(task).cancelled && !ended) {
                of(task).ending = JoinStatus::cancelled;
                ended = true;
            }
            task.finished = ended;
            if (std::exchange(task.woken, false) && !ended) {
                enqueue(task);
            }
        }
        if (ended) {
            end(of(task));
            disown(task);
        }
    }
    /// The task is over: its future goes, and then whoever waits for it is told.
    virtual void end(JoinedTask& task) {
        discard(task);
        complete(task);
    }
    virtual void complete(JoinedTask& task) {
        std::optional<Waker> awaiter;
        {
            const std::lock_guard lock(mutex);
            task.outcome = task.ending;
            awaiter.swap(task.awaiter);
        }
        if (awaiter) {
            std::move(*awaiter).wake();
        }
    }

    void drain() override {
        std::unordered_map<Task*, Reference> left;
        {
            const std::lock_guard lock(mutex);
            left = std::exchange(unfinished, {});
        }
        for (const auto& [task, owned] : left) {
            of(*task).ending = JoinStatus::cancelled;
            end_at_shutdown(of(*task));
        }
        Core::drain();
    }
    virtual void end_at_shutdown(JoinedTask& task) { end(task); }

    Task* make(Future future) override {
        auto* const task = new JoinedTask(handle());
        task->future.emplace(std::move(future));
        return task;
    }
    void destroy(Task& task) override { delete &of(task); }
};

/// The executors of executors.hpp, with handles.
template <class Executor>
struct WithHandles : Executor {
    Reference spawn(Future future) { return this->core->spawn_with_handle(std::move(future)); }
    void cancel(Reference& task) { this->core->cancel(JoinCore::of(*task)); }
    JoinStatus join(Reference& task, const Waker& waker) {
        return this->core->join(JoinCore::of(*task), waker);
    }
};
template <std::derived_from<JoinCore> C>
using SteppingHandles = WithHandles<Stepping<C>>;
template <std::derived_from<JoinCore> C>
using ThreadedHandles = WithHandles<Threaded<C>>;

}  // namespace wakelaw::specimens
