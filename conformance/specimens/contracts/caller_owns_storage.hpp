// SPDX-License-Identifier: MIT
// Contract: tasks are objects of whoever posts them. They stay where they are until they have ended or have
// been deregistered, and an executor that is destroyed with a task in it ends the process.
#pragma once

#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <wakelaw/conformance/adapter.hpp>

namespace wakelaw::specimens {

/// A task as its owner keeps it. Its wakers share the Link, which the task leaves when it ends.
struct PostedTask {
    struct Link;
    explicit PostedTask(conformance::Future its_future) : future(std::move(its_future)) {}
    std::optional<conformance::Future> future;
    std::shared_ptr<Link> link;
};

/// Everything is guarded by one lock, which outlives executors and tasks: a waker may come at any time.
inline std::mutex posted_mutex;

class IntrusiveExecutor {
public:
    IntrusiveExecutor() = default;
    IntrusiveExecutor(const IntrusiveExecutor&) = delete;
    IntrusiveExecutor& operator=(const IntrusiveExecutor&) = delete;
    ~IntrusiveExecutor() {
        if (posted_ != 0) {
            std::abort();
        }
    }
    void post(PostedTask& task);
    /// The task is its owner's again: no poll of it begins any more. Not during a poll of it.
    void deregister(PostedTask& task);
    void run_until_stalled();

private:
    friend struct PostedTask::Link;
    std::deque<std::shared_ptr<PostedTask::Link>> queue_;
    std::size_t posted_ = 0;
};

struct PostedTask::Link {
    PostedTask* task;  ///< null when it has ended
    IntrusiveExecutor* executor;
    bool queued = false;

    using Pointer = std::shared_ptr<Link>;
    static const Pointer& get(const void* data) { return *static_cast<const Pointer*>(data); }
    static RawWaker raw(Pointer link) { return {new Pointer(std::move(link)), &table}; }
    static RawWaker clone(const void* data) { return raw(get(data)); }
    static void wake_by_ref(const void* data) {
        const Pointer& link = get(data);
        const std::lock_guard lock(posted_mutex);
        schedule(link);
    }
    static void wake(const void* data) {
        wake_by_ref(data);
        drop(data);
    }
    static void drop(const void* data) { delete static_cast<const Pointer*>(data); }
    static constexpr RawWakerVTable table{&clone, &wake, &wake_by_ref, &drop};

    /// With the lock held.
    static void schedule(const Pointer& link) {
        if (link->task != nullptr && !std::exchange(link->queued, true)) {
            link->executor->queue_.push_back(link);
        }
    }
};

inline void IntrusiveExecutor::post(PostedTask& task) {
    const std::lock_guard lock(posted_mutex);
    task.link = std::make_shared<PostedTask::Link>(PostedTask::Link{&task, this});
    ++posted_;
    PostedTask::Link::schedule(task.link);
}

inline void IntrusiveExecutor::deregister(PostedTask& task) {
    const std::lock_guard lock(posted_mutex);
    if (std::exchange(task.link->task, nullptr) != nullptr) {
        --posted_;
    }
}

inline void IntrusiveExecutor::run_until_stalled() {
    std::unique_lock lock(posted_mutex);
    while (!queue_.empty()) {
        const std::shared_ptr<PostedTask::Link> link = std::move(queue_.front());
        queue_.pop_front();
        link->queued = false;
        PostedTask* const task = link->task;
        if (task == nullptr) {
            continue;
        }
        lock.unlock();
        bool ended = true;
        try {
            const Waker waker = Waker::from_raw(PostedTask::Link::raw(link));
            ended = task->future->poll(waker).is_ready();
        } catch (...) {  // the task ends, nobody else hears of it
        }
        if (ended) {
            task->future.reset();
            deregister(*task);
        }
        lock.lock();
    }
}

/// The adapter is who posts: it owns the tasks, and the suite's handle is the task itself.
struct CallerOwnsStorage {
    static constexpr auto name = "contract-caller-owns-storage";
    static constexpr auto driving = conformance::Driving::stepping;
    static constexpr conformance::Contracts contract{conformance::Contract::caller_owns_storage};
    static constexpr auto capabilities =
        conformance::reference_vocabulary.with(conformance::Capability::spawn_from_foreign_thread)
            .with(conformance::Capability::cancel)
            .without(conformance::Capability::will_wake);
    std::unique_ptr<PostedTask> spawn(conformance::Future future) {
        auto task = std::make_unique<PostedTask>(std::move(future));
        executor.post(*task);
        return task;
    }
    void cancel(std::unique_ptr<PostedTask>& task) {
        executor.deregister(*task);
        task->future.reset();
    }
    void run_until_stalled() { executor.run_until_stalled(); }
    IntrusiveExecutor executor;
};

}  // namespace wakelaw::specimens
