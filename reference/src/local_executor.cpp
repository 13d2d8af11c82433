// SPDX-License-Identifier: MIT
#include <cstdint>

#include <wakelaw/local_executor.hpp>

namespace wakelaw {

namespace detail {

namespace {

// The executor that this thread is driving. Trivially destructible: wakes from thread-local destructors may
// read it.
constinit thread_local const LocalCore* driven = nullptr;

// No task has these addresses.
TaskHeader* sleeping() noexcept { return reinterpret_cast<TaskHeader*>(std::uintptr_t{1}); }
TaskHeader* closed_mark() noexcept { return reinterpret_cast<TaskHeader*>(std::uintptr_t{2}); }

// A task that keeps waking itself must not keep out what arrives from other threads.
constexpr unsigned steps_between_looks = 64;

}  // namespace

LocalCore::Drive::Drive(LocalCore& core) noexcept : outer_(driven) { driven = &core; }
LocalCore::Drive::~Drive() { driven = outer_; }

void LocalCore::give_back(long count) noexcept {
    if (references_.fetch_sub(count, std::memory_order_release) == count) {
        static_cast<void>(references_.load(std::memory_order_acquire));
        delete this;
    }
}

void LocalCore::release_for_cell() noexcept {
    if (driven == this) {
        --cells_;
    } else {
        give_back(1);
    }
}

void LocalCore::adopt(OwnedTask* task) noexcept {
    tasks_.push(task);
    ready_.push(task);
}

void LocalCore::schedule(TaskHeader* task) noexcept {
    if (driven == this) {
        if (!closed_)
            ready_.push(task);
        return;
    }
    // The caller's waker keeps the cell, and the cell keeps *this, also after the task has run (rule
    // EXEC-10).
    TaskHeader* head = inbox_.load(std::memory_order_relaxed);
    do {
        if (head == closed_mark())
            return;  // the executor destroys the future, or has done so
        task->next = head == sleeping() ? nullptr : head;
    } while (!inbox_.compare_exchange_weak(head, task, std::memory_order_release, std::memory_order_relaxed));
    if (head == sleeping())
        inbox_.notify_one();
}

bool LocalCore::take_inbox() noexcept {
    if (inbox_.load(std::memory_order_relaxed) == nullptr)
        return false;
    TaskHeader* task = inbox_.exchange(nullptr, std::memory_order_acquire);
    TaskHeader* const last = task;
    TaskHeader* first = nullptr;
    while (task != nullptr) {  // newest first; turn it round
        TaskHeader* next = task->next;
        task->next = first;
        first = task;
        task = next;
    }
    if (first == nullptr)
        return false;
    ready_.push_chain(first, last);
    return true;
}

bool LocalCore::step() noexcept {
    if (++steps_ % steps_between_looks == 0)
        take_inbox();
    TaskHeader* task = ready_.pop();
    if (task == nullptr) {
        if (!take_inbox())
            return false;
        task = ready_.pop();
    }
    if (task->vtable->run(task) == RunResult::again)
        ready_.push(task);
    return true;
}

void LocalCore::sleep() noexcept {
    TaskHeader* head = nullptr;
    if (!inbox_.compare_exchange_strong(head, sleeping(), std::memory_order_relaxed))
        return;
    do {
        inbox_.wait(sleeping(), std::memory_order_relaxed);
    } while (inbox_.load(std::memory_order_relaxed) == sleeping());
}

void LocalCore::shut_down() noexcept {
    {
        const Drive drive(*this);
        closed_ = true;
        // From here on nobody enters a queue. What is in one is void: every unfinished task is in the list.
        inbox_.exchange(closed_mark(), std::memory_order_acq_rel);
        ready_.clear();
        while (OwnedTask* task = tasks_.pop())
            task->vtable->cancel(task);
    }
    give_back(executor_share - cells_);
}

}  // namespace detail

LocalExecutor::LocalExecutor() : core_(new detail::LocalCore) {}

LocalExecutor::~LocalExecutor() { core_->shut_down(); }

bool LocalExecutor::try_run_one() noexcept {
    const detail::LocalCore::Drive drive(*core_);
    return core_->step();
}

void LocalExecutor::run_until_stalled() noexcept {
    const detail::LocalCore::Drive drive(*core_);
    while (core_->step()) {
    }
}

void LocalExecutor::run() noexcept {
    const detail::LocalCore::Drive drive(*core_);
    while (core_->has_tasks()) {
        if (!core_->step())
            core_->sleep();
    }
}

}  // namespace wakelaw
