// SPDX-License-Identifier: MIT
//
// LocalExecutor: runs tasks on one thread, step by step or until all are done.
// Source: futures::executor::LocalPool, tokio's current_thread runtime.
//
// Profiles (rules.md of the spec): STEPPING, OWNING, LOCAL, JOIN.
//
// Thread-safety: every member function is called by one thread at a time, which is called the driver. Another
// thread may become the driver between two calls, if the change-over synchronises. Wakers, and
// JoinHandle::abort, work from any thread. Futures are polled and destroyed on the driver's thread only (rule
// EXEC-20), so they need no locks.
//
// How it works: a wake on the driver's thread during a call appends the task to a plain list. A wake from
// elsewhere pushes it onto a lock-free stack, the inbox; only a push onto the inbox of a sleeping driver
// costs a system call.
#pragma once

#include <atomic>
#include <concepts>
#include <type_traits>
#include <utility>

#include <wakelaw/join_handle.hpp>
#include <wakelaw/task_list.hpp>

namespace wakelaw {

namespace detail {

/// What the executor and its tasks share. Counted: it outlives the executor while any cell lives, so a late
/// wake finds a closed inbox and not freed memory (rules EXEC-9 and EXEC-10).
class LocalCore {
public:
    LocalCore() noexcept = default;
    LocalCore(const LocalCore&) = delete;
    LocalCore& operator=(const LocalCore&) = delete;

    /// Counts the executor's spawners. Any thread.
    void retain() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    void release() noexcept { give_back(1); }
    /// Counts the cells: created by the driver, freed by anybody.
    void retain_for_cell() noexcept { ++cells_; }
    void release_for_cell() noexcept;

    /// Called by the driver only.
    [[nodiscard]] bool closed() const noexcept { return closed_; }
    void adopt(OwnedTask* task) noexcept;
    void finished(OwnedTask* task) noexcept { TaskList::remove(task); }
    [[nodiscard]] bool has_tasks() const noexcept { return !tasks_.empty(); }
    bool step() noexcept;
    void sleep() noexcept;
    /// Also gives up the executor's own reference: the last call of a driver.
    void shut_down() noexcept;

    /// Called by any thread.
    void schedule(TaskHeader* task) noexcept;

    /// Makes the calling thread the driver for a scope: wakes on it take the short way.
    class Drive {
    public:
        explicit Drive(LocalCore& core) noexcept;
        ~Drive();
        Drive(const Drive&) = delete;
        Drive& operator=(const Drive&) = delete;

    private:
        const LocalCore* outer_;
    };

private:
    bool take_inbox() noexcept;
    void give_back(long count) noexcept;

    TaskQueue ready_;
    TaskList tasks_;
    unsigned steps_ = 0;
    // Cells freed by the driver are subtracted here, without an atomic operation; those freed elsewhere from
    // references_.
    long cells_ = 0;
    bool closed_ = false;
    // Null: empty. SLEEPING: empty, and the driver sleeps or is about to. CLOSED: the executor is gone. Else:
    // a stack.
    alignas(64) std::atomic<TaskHeader*> inbox_{nullptr};
    // While the executor lives: executor_share, plus spawners, minus cells freed elsewhere. Afterwards: what
    // still lives.
    static constexpr long executor_share = 1L << 62;
    std::atomic<long> references_{executor_share};
};

struct LocalScheduler {
    using Header = OwnedTask;
    static constexpr std::size_t owner_references = 1;

    explicit LocalScheduler(LocalCore* shared) noexcept : core(shared) { core->retain_for_cell(); }
    LocalScheduler(LocalScheduler&& other) noexcept : core(std::exchange(other.core, nullptr)) {}
    LocalScheduler& operator=(LocalScheduler&&) = delete;
    ~LocalScheduler() {
        if (core != nullptr)
            core->release_for_cell();
    }
    void schedule(TaskHeader* task) noexcept { core->schedule(task); }
    void finished(TaskHeader* task) noexcept { core->finished(static_cast<OwnedTask*>(task)); }

    LocalCore* core;
};

template <class Make>
auto spawn_local(LocalCore& core, Make&& make) -> JoinHandle<future_output_t<made_future_t<Make>>> {
    using Cell = TaskCell<made_future_t<Make>, LocalScheduler>;
    if (core.closed()) {
        [[maybe_unused]] auto refused = make();  // made and destroyed, never polled
        return JoinHandle<typename Cell::Output>::rejected();
    }
    auto* cell = new Cell(LocalScheduler(&core), std::forward<Make>(make));
    core.adopt(cell);
    return JoinHandle<typename Cell::Output>(cell);
}

}  // namespace detail

/// A single-threaded executor that owns its tasks.
class LocalExecutor {
public:
    /// Errors: std::bad_alloc. Starts no thread.
    LocalExecutor();
    LocalExecutor(const LocalExecutor&) = delete;
    LocalExecutor& operator=(const LocalExecutor&) = delete;

    /// Destroys all unfinished futures, each exactly once, also those with living wakers (rule EXEC-17).
    ///
    /// Destructors of futures may wake, abort and spawn; what they spawn is refused (rules EXEC-18 and
    /// EXEC-23). Wakes during and after the destruction do nothing (rules EXEC-9 and EXEC-10). Outcomes that
    /// handles have not taken yet stay available. Precondition: not called from inside one of the executor's
    /// own polls.
    ~LocalExecutor();

    /// Creates a task: one allocation. The first poll happens in a later step, never inside spawn (rules
    /// EXEC-5, EXEC-6). May be called from inside polls and from destructors of futures. Errors:
    /// std::bad_alloc, and what the move of the future throws.
    template <class F>
    requires Future<std::remove_cvref_t<F>>
    auto spawn(F&& future) -> JoinHandle<future_output_t<std::remove_cvref_t<F>>> {
        return detail::spawn_local(*core_, [&]() -> std::remove_cvref_t<F> {
            return std::remove_cvref_t<F>(std::forward<F>(future));
        });
    }

    /// As spawn, with the future that `make()` returns, constructed in the task without a move.
    template <detail::FutureFactory Make>
    auto spawn_with(Make&& make) -> JoinHandle<future_output_t<detail::made_future_t<Make>>> {
        return detail::spawn_local(*core_, std::forward<Make>(make));
    }

    /// Spawns on the executor as long as it exists and is refused afterwards. A task that wants to spawn
    /// holds one. Thread-safety: as the executor's member functions.
    class Spawner {
    public:
        Spawner(const Spawner& other) noexcept : core_(other.core_) { core_->retain(); }
        Spawner& operator=(const Spawner&) = delete;
        ~Spawner() { core_->release(); }

        /// As LocalExecutor::spawn. After the executor's destruction the future is destroyed at once and the
        /// handle throws ShutDown (rule EXEC-23).
        template <class F>
        requires Future<std::remove_cvref_t<F>>
        auto spawn(F&& future) const -> JoinHandle<future_output_t<std::remove_cvref_t<F>>> {
            return detail::spawn_local(*core_, [&]() -> std::remove_cvref_t<F> {
                return std::remove_cvref_t<F>(std::forward<F>(future));
            });
        }

    private:
        friend class LocalExecutor;
        explicit Spawner(detail::LocalCore* core) noexcept : core_(core) { core_->retain(); }
        detail::LocalCore* core_;
    };
    [[nodiscard]] Spawner spawner() noexcept { return Spawner(core_); }

    /// Polls one scheduled task. False if none is scheduled.
    bool try_run_one() noexcept;

    /// Polls until no task is scheduled, counting the tasks that were woken meanwhile by anybody (rule
    /// EXEC-21). A task that wakes itself at each poll keeps this function busy for ever.
    void run_until_stalled() noexcept;

    /// Polls until all tasks are finished; sleeps while none is scheduled (rules EXEC-11, EXEC-21 and
    /// EXEC-25). Precondition: not called from inside one of the executor's own polls; that task could not
    /// finish.
    void run() noexcept;

    /// Spawns `future`, polls all tasks until it is Ready, and returns its value. Other tasks may be left
    /// unfinished. Errors: what the future throws; std::bad_alloc.
    template <class F>
    requires Future<std::remove_cvref_t<F>> future_output_t<std::remove_cvref_t<F>> run(F&& future) {
        auto handle = spawn(std::forward<F>(future));
        {
            const detail::LocalCore::Drive drive(*core_);
            while (!handle.is_finished()) {
                if (!core_->step())
                    core_->sleep();
            }
        }
        Context context = Context::from_waker(Waker::noop());
        return handle.poll(context).value();
    }

private:
    detail::LocalCore* core_;
};

}  // namespace wakelaw
