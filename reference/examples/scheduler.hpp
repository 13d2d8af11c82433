// SPDX-License-Identifier: MIT
//
// The second half of the article: Task, Executor and Spawner, written with the public vocabulary only.
//
// The smallest executor that keeps all rules. Where the usual teaching version breaks one, a comment says
// what is different here and why. For speed see wakelaw/local_executor.hpp.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <wakelaw/arc.hpp>
#include <wakelaw/boxed_future.hpp>
#include <wakelaw/context.hpp>
#include <wakelaw/wake.hpp>

namespace scheduler {

class Task;

/// What executor, spawners and tasks share: the queue of tasks that want a poll. It is unbounded, since a
/// wake must never wait for room (rule EXEC-12), and it outlives the executor while a waker lives (rule
/// EXEC-9).
struct Queue {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<wakelaw::Arc<Task>> ready;
    std::vector<wakelaw::Arc<Task>>
        unfinished;  // all tasks, so that shutdown finds those that are idle (rule EXEC-17)
    bool closed = false;
};

/// The unit of execution: a future, and whether it is queued.
class Task {
public:
    Task(wakelaw::Arc<Queue> queue, wakelaw::BoxedFuture<void> future)
        : queue_(std::move(queue)), future_(std::move(future)) {}

    /// Queues the task. A task that is queued already is not queued twice: the coming poll serves both wakes
    /// (rule EXEC-3). The mutex makes what the waker's caller did before visible to that poll (rule THR-1).
    static void wake_by_ref(const wakelaw::Arc<Task>& self) {
        Queue& queue = *self->queue_;
        const std::lock_guard lock(queue.mutex);
        if (queue.closed || self->done_ || self->queued_)
            return;
        queue.ready.push_back(self.clone());
        self->queued_ = true;
        queue.changed.notify_one();
    }

private:
    friend class Executor;
    friend class Spawner;

    const wakelaw::Arc<Queue> queue_;
    bool queued_ = false;  // guarded by the queue's mutex
    bool done_ = false;  // guarded by the queue's mutex
    // Touched only by the thread that runs the executor. Emptied at completion: wakers may live on, the
    // future must not (rule EXEC-15).
    std::optional<wakelaw::BoxedFuture<void>> future_;
};

/// Adds tasks. Any thread, at any time.
class Spawner {
public:
    explicit Spawner(wakelaw::Arc<Queue> queue) : queue_(std::move(queue)) {}

    /// False if the executor is gone; the future is destroyed then (rule EXEC-23). Never polls (rule EXEC-6).
    bool spawn(wakelaw::BoxedFuture<void> future) const {
        auto task = wakelaw::make_arc<Task>(queue_.clone(), std::move(future));
        const std::lock_guard lock(queue_->mutex);
        if (queue_->closed)
            return false;
        queue_->unfinished.push_back(task.clone());
        task->queued_ = true;
        queue_->ready.push_back(std::move(task));
        queue_->changed.notify_one();
        return true;
    }

    [[nodiscard]] Spawner clone() const { return Spawner(queue_.clone()); }

private:
    wakelaw::Arc<Queue> queue_;
};

/// Runs tasks on the thread that calls run.
class Executor {
public:
    Executor() : queue_(wakelaw::make_arc<Queue>()) {}
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    /// Destroys the unfinished futures, without holding the mutex: their destructors may wake and spawn (rule
    /// EXEC-18).
    ~Executor() {
        std::deque<wakelaw::Arc<Task>> ready;
        std::vector<wakelaw::Arc<Task>> unfinished;
        {
            const std::lock_guard lock(queue_->mutex);
            queue_->closed = true;
            ready.swap(queue_->ready);
            unfinished.swap(queue_->unfinished);
        }
        for (const auto& task : unfinished)
            task->future_.reset();
    }

    [[nodiscard]] Spawner spawner() const { return Spawner(queue_.clone()); }

    /// Returns when all tasks are done; sleeps while none is ready. The teaching version waits until all
    /// spawners are gone, and every task holds one.
    void run() {
        while (std::optional<wakelaw::Arc<Task>> task = next(true))
            poll(*task);
    }

    /// Returns when no task is ready (rule EXEC-21).
    void run_until_stalled() {
        while (std::optional<wakelaw::Arc<Task>> task = next(false))
            poll(*task);
    }

    /// How many tasks ended by an exception. Such an exception ends its task and nothing else (rule EXEC-19).
    [[nodiscard]] std::size_t failed() const noexcept { return failed_; }

private:
    std::optional<wakelaw::Arc<Task>> next(bool wait) {
        std::unique_lock lock(queue_->mutex);
        if (wait) {
            queue_->changed.wait(lock, [&] { return !queue_->ready.empty() || queue_->unfinished.empty(); });
        }
        if (queue_->ready.empty())
            return std::nullopt;
        wakelaw::Arc<Task> task = std::move(queue_->ready.front());
        queue_->ready.pop_front();
        // Before the poll, not after it: a wake during the poll must queue the task again (rule EXEC-2).
        task->queued_ = false;
        return task;
    }

    void poll(const wakelaw::Arc<Task>& task) {
        if (!task->future_)
            return;  // woken during its last poll (rule EXEC-7)
        const wakelaw::WakerRef waker = wakelaw::waker_ref(task);
        wakelaw::Context context = wakelaw::Context::from_waker(waker);
        try {
            if (task->future_->poll(context).is_pending())
                return;
        } catch (...) {
            ++failed_;
        }
        task->future_.reset();
        const std::lock_guard lock(queue_->mutex);
        task->done_ = true;
        std::erase(queue_->unfinished, task);
    }

    const wakelaw::Arc<Queue> queue_;
    std::size_t failed_ = 0;
};

}  // namespace scheduler
