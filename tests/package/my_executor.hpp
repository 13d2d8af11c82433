// SPDX-License-Identifier: MIT
// An executor of the user's own: a queue of tasks, run on the caller's thread.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include <wakelaw/context.hpp>
#include <wakelaw/poll.hpp>
#include <wakelaw/raw_waker.hpp>
#include <wakelaw/waker.hpp>

namespace mine {

/// Runs futures with `Poll<void> poll(Context&)`. Wakers work from every thread and outlive the executor.
template <class Future>
class Executor {
public:
    Executor() = default;
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;
    ~Executor() {
        std::deque<Pointer> dropped;
        {
            const std::lock_guard lock(queue_->mutex);
            queue_->closed = true;
            dropped.swap(queue_->tasks);
        }
    }

    void spawn(Future future) { schedule(std::make_shared<Task>(std::move(future), queue_)); }

    /// Polls until no task is scheduled.
    void run_until_stalled() {
        while (const Pointer task = next()) {
            poll(task);
        }
    }

private:
    struct Task;
    using Pointer = std::shared_ptr<Task>;
    struct Queue {
        std::mutex mutex;
        std::deque<Pointer> tasks;
        bool closed = false;
    };
    struct Task {
        Task(Future spawned, std::shared_ptr<Queue> its_queue)
            : future(std::make_unique<Future>(std::move(spawned))), queue(std::move(its_queue)) {}
        std::unique_ptr<Future> future;  ///< null when it is finished
        std::shared_ptr<Queue> queue;
        std::atomic<bool> scheduled{false};
    };

    static void schedule(const Pointer& task) {
        if (task->scheduled.exchange(true)) {
            return;
        }
        const std::lock_guard lock(task->queue->mutex);
        if (!task->queue->closed) {
            task->queue->tasks.push_back(task);
        }
    }

    Pointer next() {
        const std::lock_guard lock(queue_->mutex);
        if (queue_->tasks.empty()) {
            return nullptr;
        }
        Pointer task = std::move(queue_->tasks.front());
        queue_->tasks.pop_front();
        return task;
    }

    static void poll(const Pointer& task) {
        // Before the poll: a wake from now on schedules it again. And an exchange, not a store: what came
        // before a wake that found the task scheduled already is seen by this poll.
        task->scheduled.exchange(false);
        if (task->future == nullptr) {
            return;
        }
        bool ended = true;
        try {
            const wakelaw::Waker waker = wakelaw::Waker::from_raw(raw(task));
            wakelaw::Context context = wakelaw::Context::from_waker(waker);
            ended = task->future->poll(context).is_ready();
        } catch (...) {  // the task ends, nobody else hears of it
        }
        if (ended) {
            task->future.reset();
        }
    }

    static wakelaw::RawWaker raw(Pointer task) { return {new Pointer(std::move(task)), &vtable}; }
    static const Pointer& get(const void* data) { return *static_cast<const Pointer*>(data); }
    static wakelaw::RawWaker clone(const void* data) { return raw(get(data)); }
    static void drop(const void* data) { delete static_cast<const Pointer*>(data); }
    static void wake_by_ref(const void* data) { schedule(get(data)); }
    static void wake(const void* data) {
        schedule(get(data));
        drop(data);
    }
    static constexpr wakelaw::RawWakerVTable vtable{&clone, &wake, &wake_by_ref, &drop};

    std::shared_ptr<Queue> queue_ = std::make_shared<Queue>();
};

}  // namespace mine
