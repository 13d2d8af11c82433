// SPDX-License-Identifier: MIT
//
// The task cell: header, scheduler and future in one allocation. Future and outcome share the same memory.
//
// This is the machine room of spawn_on, LocalExecutor and ThreadPool. The protocol of the state word is
// documented bit by bit in task_state.hpp. Users meet a task through Runnable, Waker and JoinHandle.
//
// Rules upheld here: EXEC-2, EXEC-4, EXEC-7, EXEC-8, EXEC-14, EXEC-15, EXEC-16, EXEC-19, JOIN-1 to JOIN-5,
// THR-1 to THR-3, FUT-6 (the cell never moves). The design follows async-task's src/state.rs and tokio's
// task/state.rs.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include <wakelaw/future.hpp>
#include <wakelaw/join_error.hpp>
#include <wakelaw/raw_waker.hpp>
#include <wakelaw/task_state.hpp>
#include <wakelaw/wake.hpp>
#include <wakelaw/waker.hpp>

namespace wakelaw::detail {

struct TaskHeader;

/// How a run of a Runnable ended.
enum class RunResult {
    idle,  ///< Pending. The cell may be gone already: do not touch it.
    again,  ///< Pending and woken meanwhile. The caller owns the Runnable again and must schedule it.
    done,  ///< Completed. The cell may be gone already: do not touch it.
};

/// The operations that depend on the types of the future and of the scheduler.
struct TaskVTable {
    /// Hands the Runnable to the scheduler. Precondition: the caller owns the Runnable, and holds a
    /// reference, because the scheduler lives in the cell and another thread may complete the task before the
    /// scheduler returns.
    void (*schedule)(TaskHeader*);
    /// Consumes the Runnable: polls once, or destroys the future if the task is closed.
    RunResult (*run)(TaskHeader*) noexcept;
    /// Destroys the future and completes as cancelled. Precondition: the caller owns the Runnable, or is an
    /// executor that shuts down, after its last thread has stopped.
    void (*cancel)(TaskHeader*) noexcept;
    /// The Outcome<T> of a completed task.
    void* (*outcome)(TaskHeader*) noexcept;
    /// Frees the cell. Precondition: completed, no reference left, no outcome left.
    void (*destroy)(TaskHeader*) noexcept;
};

/// What every task has, whatever its types.
struct TaskHeader {
    TaskHeader(const TaskVTable* table, std::size_t references) noexcept
        : state(SCHEDULED | HANDLE | references * REFERENCE), vtable(table) {}
    TaskHeader(const TaskHeader&) = delete;
    TaskHeader& operator=(const TaskHeader&) = delete;

    std::atomic<std::size_t> state;
    const TaskVTable* const vtable;
    /// The link of the queue that holds the Runnable. Belongs to the owner of the Runnable.
    TaskHeader* next = nullptr;
    /// The waker of the task that awaits the handle; see AWAITER. Noop when nobody awaits.
    Waker awaiter = Waker::from_raw(noop_raw_waker);
};

/// The table of all task wakers; their data is the TaskHeader (rule WAK-5: equal data, same task).
extern const RawWakerVTable task_waker_vtable;

/// The task that this thread is polling: a chain, since a poll may drive another executor.
///
/// A wake of the innermost one by this very thread sets a flag here and leaves the state word alone. The
/// scope ends with the poll, before the task can complete, so its address cannot have been given to another
/// task.
class PollScope {
public:
    explicit PollScope(TaskHeader* task) noexcept : task_(task), outer_(innermost) { innermost = this; }
    ~PollScope() { leave(); }
    PollScope(const PollScope&) = delete;
    PollScope& operator=(const PollScope&) = delete;

    void leave() noexcept {
        if (task_ != nullptr)
            innermost = outer_;
        task_ = nullptr;
    }
    [[nodiscard]] bool woken() const noexcept { return woken_; }

    /// True if `task` is being polled by this thread; it is then noted as woken.
    static bool wake(const TaskHeader* task) noexcept {
        PollScope* scope = innermost;
        if (scope == nullptr || scope->task_ != task)
            return false;
        scope->woken_ = true;
        return true;
    }

private:
    // Trivially destructible and constant-initialised: wakes from thread-local destructors may read it (rule
    // WAK-8).
    static constinit thread_local PollScope* innermost;

    TaskHeader* task_;
    PollScope* outer_;
    bool woken_ = false;
};

/// Wakes: see WOKEN. Never throws and never polls. Precondition: the caller holds a reference.
void wake_task(TaskHeader* task) noexcept;
/// Closes: see CLOSED. Idempotent. Precondition: the caller holds a reference.
void abort_task(TaskHeader* task) noexcept;
/// Gives up one reference; the last one frees the cell or schedules it for its end.
void release_task(TaskHeader* task) noexcept;
/// What to do when the count has become zero; `before` is the word just before that.
void last_reference(TaskHeader* task, std::size_t before) noexcept;
/// The step to COMPLETED: gives up the Runnable and `references`, wakes the awaiter. Precondition: the caller
/// holds the Runnable, the future is destroyed, the outcome is stored. `discard` destroys an outcome that
/// nobody will take.
void complete_task(TaskHeader* task, std::size_t references, void (*discard)(TaskHeader*) noexcept) noexcept;
/// The step after a poll that was Pending. `woken`: the polling thread itself has woken the task. On done the
/// caller still holds the Runnable and must dispose of the future.
RunResult suspend_task(TaskHeader* task, bool woken) noexcept;

/// What a task leaves behind. Index 0: cancelled. Index 1: the value. Index 2: the exception.
template <class T>
struct OutcomeStorage {
    using type = T;
};
template <class T>
struct OutcomeStorage<T&> {
    using type = T*;
};
template <>
struct OutcomeStorage<void> {
    using type = std::monostate;
};
template <class T>
using Outcome = std::variant<std::monostate, typename OutcomeStorage<T>::type, std::exception_ptr>;

/// The cell. S is the scheduler:
///   - `typename S::Header`, derived from TaskHeader: what the executor wants to keep in each task;
///   - `S::owner_references`: 1 if the executor's list holds a reference, else 0;
///   - `void schedule(TaskHeader*)`: takes the Runnable; called from any thread, also several at the same
///   time;
///   - `void finished(TaskHeader*) noexcept`: called by the holder of the Runnable before COMPLETED; leaves
///   the list.
template <class F, class S>
class TaskCell final : public S::Header {
public:
    using Output = future_output_t<F>;

    template <class Make>
    TaskCell(S scheduler, Make&& make)
        : S::Header(&table, 1 + S::owner_references), scheduler_(std::move(scheduler)) {
        // make() returns a prvalue: a future that cannot be moved is constructed in its final place.
        ::new (static_cast<void*>(std::addressof(future_))) F(std::forward<Make>(make)());
    }
    ~TaskCell() {}

private:
    static TaskCell* cell(TaskHeader* task) noexcept { return static_cast<TaskCell*>(task); }

    static void schedule(TaskHeader* task) { cell(task)->scheduler_.schedule(task); }

    static RunResult run(TaskHeader* task) noexcept {
        TaskCell* self = cell(task);
        std::size_t state = task->state.load(std::memory_order_relaxed);
        // Only we clear WOKEN, so the subtraction is exact. Without WOKEN there is no wake to acquire from;
        // one that comes after the load is seen when the poll has ended.
        if ((state & WOKEN) != 0)
            state = task->state.fetch_sub(WOKEN, std::memory_order_acq_rel);
        if ((state & CLOSED) != 0) {
            self->dispose();
            return RunResult::done;
        }
        bool future_lives = true;
        try {
            const WakerRef waker(
                RawWaker{task, &task_waker_vtable});  // borrowed: the Runnable keeps the cell
            Context context = Context::from_waker(waker);
            PollScope scope(task);
            auto poll = self->future_.poll(context);
            scope.leave();
            if (poll.is_pending()) {
                const RunResult result = suspend_task(task, scope.woken());
                if (result == RunResult::done)
                    self->dispose();
                return result;
            }
            future_lives = false;
            self->destroy_future();
            self->store(std::move(poll));
        } catch (...) {
            if (future_lives)
                self->destroy_future();
            ::new (self->outcome_place()) Outcome<Output>(std::in_place_index<2>, std::current_exception());
        }
        self->complete();
        return RunResult::done;
    }

    static void cancel(TaskHeader* task) noexcept {
        task->state.fetch_or(SCHEDULED | CLOSED, std::memory_order_acq_rel);
        cell(task)->dispose();
    }

    static void* outcome(TaskHeader* task) noexcept { return std::addressof(cell(task)->outcome_); }
    static void discard(TaskHeader* task) noexcept { std::destroy_at(std::addressof(cell(task)->outcome_)); }
    static void destroy(TaskHeader* task) noexcept { delete cell(task); }

    void* outcome_place() noexcept { return static_cast<void*>(std::addressof(outcome_)); }

    // A destructor that throws ends the program, as everywhere in C++.
    void destroy_future() noexcept { std::destroy_at(std::addressof(future_)); }

    void store(Poll<Output>&& poll) {
        if constexpr (std::is_void_v<Output>) {
            ::new (outcome_place()) Outcome<Output>(std::in_place_index<1>);
        } else if constexpr (std::is_reference_v<Output>) {
            ::new (outcome_place()) Outcome<Output>(std::in_place_index<1>, std::addressof(poll.value()));
        } else {
            ::new (outcome_place()) Outcome<Output>(std::in_place_index<1>, std::move(poll).value());
        }
    }

    void dispose() noexcept {
        destroy_future();
        ::new (outcome_place()) Outcome<Output>();
        complete();
    }

    void complete() noexcept {
        scheduler_.finished(this);
        complete_task(this, S::owner_references, discard);
    }

    static constexpr TaskVTable table{schedule, run, cancel, outcome, destroy};

    [[no_unique_address]] S scheduler_;
    union {
        F future_;  // until the task ends
        Outcome<Output> outcome_;  // from then on, until the handle takes it or it is discarded
    };
};

}  // namespace wakelaw::detail
