// SPDX-License-Identifier: MIT
//
// Runnable: a task that wants one poll. What a scheduler queues and a worker runs. Source:
// async_task::Runnable.
#pragma once

#include <utility>

#include <wakelaw/task.hpp>

namespace wakelaw {

/// A move-only handle to a scheduled task. At most one exists for each task, so a queue needs room for each
/// task once, and two workers never poll one task at the same time (rule EXEC-4).
///
/// Thread-safety: may be moved to another thread and run there. The hand-over must synchronise, as every
/// queue does.
class Runnable {
public:
    /// An empty Runnable, as after a move.
    Runnable() noexcept = default;
    Runnable(Runnable&& other) noexcept : task_(std::exchange(other.task_, nullptr)) {}
    Runnable& operator=(Runnable&& other) noexcept {
        Runnable taken(std::move(other));
        std::swap(task_, taken.task_);
        return *this;
    }
    Runnable(const Runnable&) = delete;
    Runnable& operator=(const Runnable&) = delete;

    /// A Runnable that is dropped unrun cancels its task: the future is destroyed here and now, exactly once,
    /// and the JoinHandle reports Cancelled. A scheduler should not drop one inside its schedule function,
    /// since a waker's caller may hold a lock (rule EXEC-13).
    ~Runnable() {
        if (task_ != nullptr)
            task_->vtable->cancel(task_);
    }

    /// Polls the task once and leaves this Runnable empty.
    ///
    /// Effect: if the poll is Pending and the task was woken meanwhile, it is scheduled again before run
    /// returns, and the result is true (rule EXEC-2). An exception of the future ends the task and is kept
    /// for the JoinHandle; run throws nothing of the future's. If the task was aborted, its future is
    /// destroyed instead. Precondition: not empty. Errors: none. If the schedule function throws, the task is
    /// cancelled.
    bool run() noexcept;

    /// The same as run, so that a Runnable is a callable: `asio::post(context, std::move(runnable))`.
    void operator()() noexcept { run(); }

    explicit operator bool() const noexcept { return task_ != nullptr; }

private:
    friend class RunnableQueue;
    template <class Schedule>
    friend struct SpawnOnScheduler;
    explicit Runnable(detail::TaskHeader* task) noexcept : task_(task) {}

    detail::TaskHeader* task_ = nullptr;
};

/// A first-in first-out queue of Runnables, linked through the tasks: push and pop never allocate and never
/// fail (rule EXEC-12).
///
/// Thread-safety: none; guard it with a mutex when several threads push. Do not drop Runnables under that
/// mutex (rule EXEC-18). Destruction drops what is left, which cancels those tasks.
class RunnableQueue {
public:
    RunnableQueue() noexcept = default;
    RunnableQueue(RunnableQueue&& other) noexcept
        : head_(std::exchange(other.head_, nullptr)), tail_(std::exchange(other.tail_, nullptr)) {}
    RunnableQueue& operator=(RunnableQueue&&) = delete;
    ~RunnableQueue() {
        while (pop()) {
        }
    }

    /// Precondition: not an empty Runnable.
    void push(Runnable runnable) noexcept {
        detail::TaskHeader* task = std::exchange(runnable.task_, nullptr);
        task->next = nullptr;
        if (head_ == nullptr) {
            head_ = task;
        } else {
            tail_->next = task;
        }
        tail_ = task;
    }

    /// The oldest Runnable, or an empty one if the queue is empty.
    [[nodiscard]] Runnable pop() noexcept {
        detail::TaskHeader* task = head_;
        if (task != nullptr)
            head_ = task->next;
        return Runnable(task);
    }

    [[nodiscard]] bool empty() const noexcept { return head_ == nullptr; }

private:
    detail::TaskHeader* head_ = nullptr;
    detail::TaskHeader* tail_ = nullptr;
};

}  // namespace wakelaw
