// SPDX-License-Identifier: MIT
// Two executors that lose wakes on purpose: what comes to a task while it is being polled is forgotten
// (EXEC-2).
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <wakelaw/conformance/adapter.hpp>

using namespace wakelaw::conformance;

namespace {

struct Queue;

struct Task : std::enable_shared_from_this<Task> {
    Task(Future spawned, std::shared_ptr<Queue> its_queue)
        : future(std::move(spawned)), queue(std::move(its_queue)) {}
    void wake();
    std::optional<Future> future;
    std::shared_ptr<Queue> queue;
    enum { idle, queued, polled, done } state = queued;  ///< guarded by the queue's mutex
};

struct Queue {
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::shared_ptr<Task>> tasks;
    std::vector<std::shared_ptr<Task>> all;  ///< who is forgotten here still has an owner
    bool closed = false;
};

void Task::wake() {
    const std::lock_guard lock(queue->mutex);
    if (state == idle && !queue->closed) {  // and where it is being polled: lost
        state = queued;
        queue->tasks.push_back(shared_from_this());
        queue->changed.notify_one();
    }
}

struct Handle {
    using Pointer = std::shared_ptr<Task>;
    static const Pointer& get(const void* data) { return *static_cast<const Pointer*>(data); }
    static wakelaw::RawWaker clone(const void* data) { return make(get(data)); }
    static wakelaw::RawWaker make(Pointer task) { return {new Pointer(std::move(task)), &vtable}; }
    static void wake(const void* data) {
        get(data)->wake();
        drop(data);
    }
    static void wake_by_ref(const void* data) { get(data)->wake(); }
    static void drop(const void* data) { delete static_cast<const Pointer*>(data); }
    static constexpr wakelaw::RawWakerVTable vtable{&clone, &wake, &wake_by_ref, &drop};
};

void poll_task(const std::shared_ptr<Task>& task, std::unique_lock<std::mutex>& lock) {
    task->state = Task::polled;
    lock.unlock();
    bool over = true;
    try {
        const wakelaw::Waker waker = wakelaw::Waker::from_raw(Handle::make(task));
        over = task->future->poll(waker).is_ready();
    } catch (...) {
    }
    if (over) {
        task->future.reset();
    }
    lock.lock();
    task->state = over ? Task::done : Task::idle;
}

class Executor {
public:
    ~Executor() {
        const std::lock_guard lock(queue_->mutex);
        queue_->closed = true;
        queue_->tasks.clear();
        queue_->all.clear();
    }
    void spawn(Future future) {
        const std::lock_guard lock(queue_->mutex);
        queue_->all.push_back(std::make_shared<Task>(std::move(future), queue_));
        queue_->tasks.push_back(queue_->all.back());
        queue_->changed.notify_one();
    }

protected:
    /// Polls what is queued. \return false when the executor is closed.
    bool poll_all(bool wait) {
        std::unique_lock lock(queue_->mutex);
        if (wait) {
            queue_->changed.wait(lock, [this] { return queue_->closed || !queue_->tasks.empty(); });
        }
        while (!queue_->tasks.empty()) {
            const std::shared_ptr<Task> task = std::move(queue_->tasks.front());
            queue_->tasks.pop_front();
            poll_task(task, lock);
        }
        return !queue_->closed;
    }
    std::shared_ptr<Queue> queue_ = std::make_shared<Queue>();
};

constexpr Capabilities declared{
    Capability::clone,           Capability::wake_by_ref,         Capability::several_tasks,
    Capability::spawn_from_poll, Capability::wakers_outlive_task, Capability::wake_from_foreign_thread};

struct LosesWakes : Executor {
    static constexpr auto name = "loses-wakes";
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = declared;
    void run_until_stalled() { poll_all(false); }
};

struct LosesWakesOnAThread : Executor {
    static constexpr auto name = "loses-wakes-on-a-thread";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = declared;
    ~LosesWakesOnAThread() {
        {
            const std::lock_guard lock(queue_->mutex);
            queue_->closed = true;
            queue_->changed.notify_all();
        }
        thread_.join();
    }

private:
    std::thread thread_{[this] {
        while (poll_all(true)) {
        }
    }};
};

}  // namespace

WAKELAW_SUBJECTS(LosesWakes, LosesWakesOnAThread)
