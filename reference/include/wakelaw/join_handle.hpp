// SPDX-License-Identifier: MIT
//
// JoinHandle: the spawner's end of a task. Itself a future, so a task can await another. Source: tokio's
// JoinHandle.
#pragma once

#include <exception>
#include <stdexcept>
#include <utility>

#include <wakelaw/future.hpp>
#include <wakelaw/task.hpp>

namespace wakelaw {

/// Awaits, aborts or detaches a task that yields T. Move-only; one handle for each task.
///
/// Dropping a handle detaches: the task goes on and its outcome is discarded (rule JOIN-4).
///
/// An exception that escapes the task's poll ends that task only. It is rethrown by the handle's poll. If the
/// handle was dropped, it is swallowed, as tokio does: a task nobody listens to must not end the program
/// (rule EXEC-19).
///
/// Thread-safety: one thread at a time for poll and for moves. abort and is_finished may be called at the
/// same time by other threads, also during a poll that does not return Ready.
///
/// Memory ordering: what the task did, the destructor of its future included, happens before poll returns
/// Ready and before is_finished returns true (rule JOIN-2).
template <class T>
class [[nodiscard("dropping the handle detaches the task; call detach() to say so")]] JoinHandle {
public:
    /// For executors: a handle whose poll throws ShutDown, for a future that spawn had to refuse (rule
    /// EXEC-23).
    static JoinHandle rejected() noexcept { return JoinHandle(nullptr); }
    /// For executors: takes the handle's reference of a new cell with output T.
    explicit JoinHandle(detail::TaskHeader * task) noexcept : task_(task), rejected_(task == nullptr) {}

    /// A moved-from handle may only be destroyed or assigned to.
    JoinHandle(JoinHandle && other) noexcept
        : task_(std::exchange(other.task_, nullptr)), rejected_(other.rejected_) {}
    JoinHandle& operator=(JoinHandle&& other) noexcept {
        JoinHandle taken(std::move(other));
        std::swap(task_, taken.task_);
        std::swap(rejected_, taken.rejected_);
        return *this;
    }
    JoinHandle(const JoinHandle&) = delete;
    JoinHandle& operator=(const JoinHandle&) = delete;
    ~JoinHandle() { release(); }

    /// Ready with the task's value, moved out (rule JOIN-1); or Pending, and the waker of this most recent
    /// poll will be woken at completion, abort or exception (rule JOIN-3). Errors: rethrows the task's
    /// exception; throws Cancelled if the task was cancelled and ShutDown if it was refused; std::logic_error
    /// if the outcome was delivered before. What the waker's clone throws leaves the handle as it was.
    Poll<T> poll(Context & context) {
        using namespace detail;
        if (task_ == nullptr) {
            if (std::exchange(rejected_, false))
                throw ShutDown();
            throw std::logic_error("wakelaw::JoinHandle was polled after it was ready");
        }
        std::size_t state = task_->state.load(std::memory_order_acquire);
        // Take the slot back, if an earlier poll filled it.
        while ((state & (COMPLETED | AWAITER)) == AWAITER) {
            if (task_->state.compare_exchange_weak(state, state & ~AWAITER, std::memory_order_acq_rel,
                                                   std::memory_order_acquire)) {
                state &= ~AWAITER;
            }
        }
        if ((state & COMPLETED) != 0)
            return take();
        task_->awaiter.clone_from(context.waker());
        // Publish it, unless the task has completed meanwhile.
        state = task_->state.load(std::memory_order_acquire);
        while ((state & COMPLETED) == 0) {
            if (task_->state.compare_exchange_weak(state, state | AWAITER, std::memory_order_acq_rel,
                                                   std::memory_order_acquire)) {
                return Pending{};
            }
        }
        return take();
    }

    /// Asks for the end of the task. Idempotent; nothing happens if it is completed (rule JOIN-5).
    ///
    /// A poll that is running ends first; if it ends Ready, its value counts. An idle task is never polled
    /// again; its future is destroyed by its executor, not on this thread (rule EXEC-20). Then poll throws
    /// Cancelled.
    void abort() noexcept {
        if (task_ != nullptr)
            detail::abort_task(task_);
    }

    /// True when the outcome is there, so that the next poll will not be Pending.
    [[nodiscard]] bool is_finished() const noexcept {
        return task_ == nullptr || (task_->state.load(std::memory_order_acquire) & detail::COMPLETED) != 0;
    }

    /// True if the executor was shut down before spawn and poll has not reported it yet.
    [[nodiscard]] bool is_rejected() const noexcept { return task_ == nullptr && rejected_; }

    /// Lets the task go on alone and discards its outcome. The same as dropping the handle, but visible.
    void detach()&& noexcept { release(); }

private:
    using Result = detail::Outcome<T>;

    // Precondition: completed; so the outcome is ours. The handle is given up before anything can throw.
    Poll<T> take() {
        struct Finish {
            JoinHandle* self;
            ~Finish() { self->release(); }
        } finish{this};
        Result& result = *static_cast<Result*>(task_->vtable->outcome(task_));
        if (result.index() == 2)
            std::rethrow_exception(std::get<2>(std::move(result)));
        if (result.index() == 0)
            throw Cancelled();
        if constexpr (std::is_void_v<T>) {
            return Poll<T>::ready();
        } else if constexpr (std::is_reference_v<T>) {
            return Poll<T>::ready(*std::get<1>(result));
        } else {
            return Poll<T>::ready(std::get<1>(std::move(result)));
        }
    }

    void release() noexcept {
        using namespace detail;
        TaskHeader* task = std::exchange(task_, nullptr);
        if (task == nullptr)
            return;
        std::size_t state = task->state.load(std::memory_order_acquire);
        while ((state & (COMPLETED | AWAITER)) == AWAITER) {
            if (task->state.compare_exchange_weak(state, state & ~AWAITER, std::memory_order_acq_rel,
                                                  std::memory_order_acquire)) {
                state &= ~AWAITER;
            }
        }
        // The slot is ours, unless completion found AWAITER set. A waker left in it must not wait for the
        // last reference to the cell: two tasks that await each other would keep each other (rule JOIN-6).
        if ((state & AWAITER) == 0)
            task->awaiter.clone_from(Waker::noop());
        bool outcome_lives = true;
        for (;;) {
            if ((state & COMPLETED) != 0 && outcome_lives) {
                std::destroy_at(static_cast<Result*>(task->vtable->outcome(task)));
                outcome_lives = false;
            }
            if (task->state.compare_exchange_weak(state, (state & ~HANDLE) - REFERENCE,
                                                  std::memory_order_acq_rel, std::memory_order_acquire)) {
                break;
            }
        }
        if ((state & REFERENCES) == REFERENCE)
            last_reference(task, state);
    }

    detail::TaskHeader* task_;
    bool rejected_;
};

}  // namespace wakelaw
