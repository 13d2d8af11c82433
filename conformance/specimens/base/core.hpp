// SPDX-License-Identifier: MIT
/// \file
/// The correct executor that every specimen and every oddity is made from. What the executor and its wakers
/// share is a Core; each step of it is a virtual function of a few lines. A specimen overrides one of them,
/// so that the defect is the only thing to read.
///
/// This is the plainest executor that conforms: one lock for the queue and for the state of all tasks. Speed
/// is no aim; the reference shows how it is done well.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/wake.hpp>

namespace wakelaw::specimens {

using conformance::Capability;
using conformance::Driving;
using conformance::Future;

class Core;

/// What the queue and all wakers of a task share.
struct Task {
    explicit Task(std::shared_ptr<Core> its_core) : core(std::move(its_core)) {}

    std::atomic<std::size_t> references{1};
    std::size_t plain_references = 1;  ///< for the specimen that counts without atomics
    std::shared_ptr<Core> core;
    std::optional<Future> future;  ///< touched by who polls, and by who ended it or released the block last

    // The state, guarded by the core's lock.
    std::atomic<bool> queued{
        false};  ///< in the queue; atomic for the specimen that reads it without the lock
    bool running = false;  ///< from before a poll until after it
    bool woken = false;  ///< while running only
    bool finished = false;  ///< for ever, once a poll has returned Ready or thrown
};

struct Release {
    void operator()(Task* task) const;
};
/// One counted reference to a task.
using Reference = std::unique_ptr<Task, Release>;

class Core : public std::enable_shared_from_this<Core> {
public:
    static constexpr auto capabilities =
        conformance::reference_vocabulary.with(Capability::spawn_from_foreign_thread);
    /// With what only the rules about the end ask for.
    static constexpr auto owning_capabilities =
        capabilities.with(Capability::drop_at_shutdown).with(Capability::spawn_at_shutdown);
    static constexpr unsigned polling_threads = 1;

    virtual ~Core() = default;

    // What a waker does -----------------------------------------------------------------------------------

    virtual RawWaker clone(Task& task) {
        retain(task);
        return raw(task);
    }
    virtual void wake(Task& task) {
        const Reference held(&task);
        schedule(task);
    }
    virtual void wake_by_ref(Task& task) { schedule(task); }
    virtual void drop(Task& task) { release(task); }

    virtual void retain(Task& task) { task.references.fetch_add(1, std::memory_order_relaxed); }
    virtual void release(Task& task) {
        if (task.references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            destroy(task);
        }
    }

    // How a task gets into the queue ----------------------------------------------------------------------

    virtual void spawn(Future future) {
        Task* const task = make(std::move(future));
        {
            // In one step: who sees the task among the unfinished may poll it to its end at once.
            std::unique_lock lock(mutex);
            if (closed) {
                lock.unlock();
                const Reference refused(task);
                discard(*task);
                throw std::runtime_error("the executor has ended");
            }
            unfinished.emplace(task, Reference(task));
            enqueue(*task);
        }
        ready.notify_one();
    }
    virtual void schedule(Task& task) {
        {
            const std::lock_guard lock(mutex);
            if (closed || task.finished) {
                return;
            }
            if (task.running) {
                task.woken = true;
                return;
            }
            if (task.queued) {
                return;
            }
            enqueue(task);
        }
        notify();
    }
    /// With the lock held.
    virtual void enqueue(Task& task) {
        task.queued = true;
        retain(task);
        queue.emplace_back(&task);
    }
    /// After a wake has queued a task.
    virtual void notify() { ready.notify_one(); }

    // How it is polled ------------------------------------------------------------------------------------

    /// run_until_stalled of a stepping executor.
    virtual void drive() {
        while (Reference task = next()) {
            run(std::move(task));
        }
    }
    Reference next() {
        const std::lock_guard lock(mutex);
        return queue.empty() ? nullptr : take();
    }
    /// The same for the threads of an executor: null when it is closed.
    Reference wait_for_next() {
        std::unique_lock lock(mutex);
        sleep(lock);
        return closed ? nullptr : take();
    }
    /// Returns when there is something to do.
    virtual void sleep(std::unique_lock<std::mutex>& lock) {
        ready.wait(lock, [&] { return closed || !queue.empty(); });
    }
    /// With the lock held. Precondition: the queue is not empty.
    virtual Reference take() {
        Reference task = std::move(queue.front());
        queue.pop_front();
        return task;
    }
    /// \return whether the poll ended the task.
    virtual bool run(Reference task) {
        if (!begin_poll(*task)) {
            return true;
        }
        const bool ended = poll(*task);
        end_poll(*task, ended);
        return ended;
    }
    virtual bool begin_poll(Task& task) {
        const std::lock_guard lock(mutex);
        task.queued = false;
        task.running = !task.finished;
        return task.running;
    }
    /// \return whether the task has ended.
    virtual bool poll(Task& task) {
        const WakerRef waker(raw(task));
        try {
            return task.future->poll(*waker).is_ready();
        } catch (...) {
            return true;
        }
    }
    virtual void end_poll(Task& task, bool ended) {
        {
            const std::lock_guard lock(mutex);
            task.running = false;
            task.finished = ended;
            if (std::exchange(task.woken, false) && !ended) {
                enqueue(task);
            }
        }
        if (ended) {
            let_go(task);
        }
    }
    /// Of a task that has ended, outside of the lock.
    virtual void let_go(Task& task) {
        discard(task);
        disown(task);
    }
    virtual void discard(Task& task) { task.future.reset(); }

    // Where the memory comes from, and the end ------------------------------------------------------------

    /// Makes a task that lives at least until it has ended, whoever drops its wakers.
    Task& own(Future future) {
        Task* const task = make(std::move(future));
        const std::lock_guard lock(mutex);
        unfinished.emplace(task, Reference(task));
        return *task;
    }
    void disown(Task& task) {
        std::unique_lock lock(mutex);
        const auto owned = unfinished.extract(&task);
        lock.unlock();
    }
    virtual Task* make(Future future) {
        auto* const task = new Task(handle());
        task->future.emplace(std::move(future));
        return task;
    }
    virtual void destroy(Task& task) { delete &task; }
    /// How tasks reach the core.
    virtual std::shared_ptr<Core> handle() { return shared_from_this(); }

    virtual void close() {
        {
            const std::lock_guard lock(mutex);
            closed = true;
        }
        ready.notify_all();
    }
    /// Lets go of what is left. Called when the threads have ended.
    virtual void drain() {
        std::deque<Reference> queued;
        std::unordered_map<Task*, Reference> left;
        {
            const std::lock_guard lock(mutex);
            queued.swap(queue);
            left.swap(unfinished);
        }
        for (const auto& [task, owned] : left) {
            discard(*task);
        }
    }

    static RawWaker raw(Task& task);

protected:
    std::mutex mutex;
    std::condition_variable ready;
    std::deque<Reference> queue;
    std::unordered_map<Task*, Reference> unfinished;
    bool closed = false;
};

/// The waker's four functions: each leads to the core.
struct TaskWaker {
    static Task& of(const void* data) { return *static_cast<Task*>(const_cast<void*>(data)); }
    static RawWaker clone(const void* data) { return of(data).core->clone(of(data)); }
    static void wake(const void* data) { of(data).core->wake(of(data)); }
    static void wake_by_ref(const void* data) { of(data).core->wake_by_ref(of(data)); }
    static void drop(const void* data) { of(data).core->drop(of(data)); }
    static constexpr RawWakerVTable table{&clone, &wake, &wake_by_ref, &drop};
};

inline RawWaker Core::raw(Task& task) { return {&task, &TaskWaker::table}; }
inline void Release::operator()(Task* task) const { task->core->release(*task); }

}  // namespace wakelaw::specimens
