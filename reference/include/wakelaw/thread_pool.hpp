// SPDX-License-Identifier: MIT
//
// ThreadPool: runs tasks on its own threads, which steal work from each other.
// Source: tokio's multi-threaded runtime; the run queue follows Go's.
//
// Profiles (rules.md of the spec): OWNING, JOIN.
//
// Thread-safety: spawn may be called by any thread, also from inside polls. Wakers and JoinHandle::abort work
// from any thread. Construction and destruction need exclusive access.
//
// Memory ordering: what happened before spawn happens before the first poll, and each poll happens before the
// next one, on whatever threads they run (rule THR-2). All polls happen before the return of the destructor
// (rule THR-4).
//
// How it works: each worker has a bounded queue of its own, into which only it pushes and from which the
// others steal half. Tasks from foreign threads, and what does not fit, go to a shared queue under a mutex. A
// worker that finds nothing says so in one atomic word, looks once more, and sleeps. Who adds work reads that
// word by a read-modify-write: either it sees the sleeper, or the sleeper's last look sees the work (rule
// EXEC-11). No fences are used.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <wakelaw/join_handle.hpp>
#include <wakelaw/task_list.hpp>

namespace wakelaw {

namespace detail {

class PoolCore;  // thread_pool.cpp

void retain_pool(PoolCore* core) noexcept;
void release_pool(PoolCore* core) noexcept;
void schedule_on_pool(PoolCore* core, TaskHeader* task) noexcept;
void finished_on_pool(PoolCore* core, OwnedTask* task) noexcept;
/// False if the pool is shut down; the task is untouched then.
bool adopt_on_pool(PoolCore* core, OwnedTask* task) noexcept;

struct PoolScheduler {
    using Header = OwnedTask;
    static constexpr std::size_t owner_references = 1;

    // Counted: a wake that is under way while the pool is destroyed finds a closed queue, not freed memory
    // (EXEC-10).
    explicit PoolScheduler(PoolCore* shared) noexcept : core(shared) { retain_pool(core); }
    PoolScheduler(PoolScheduler&& other) noexcept : core(std::exchange(other.core, nullptr)) {}
    PoolScheduler& operator=(PoolScheduler&&) = delete;
    ~PoolScheduler() {
        if (core != nullptr)
            release_pool(core);
    }
    void schedule(TaskHeader* task) noexcept { schedule_on_pool(core, task); }
    void finished(TaskHeader* task) noexcept { finished_on_pool(core, static_cast<OwnedTask*>(task)); }

    PoolCore* core;
};

template <class Make>
auto spawn_on_pool(PoolCore* core, Make&& make) -> JoinHandle<future_output_t<made_future_t<Make>>> {
    using Cell = TaskCell<made_future_t<Make>, PoolScheduler>;
    using Handle = JoinHandle<typename Cell::Output>;
    auto* cell = new Cell(PoolScheduler(core), std::forward<Make>(make));
    Handle handle(cell);
    if (adopt_on_pool(core, cell))
        return handle;
    static_cast<TaskHeader*>(cell)->vtable->cancel(cell);
    return Handle::rejected();
}

}  // namespace detail

/// A pool of threads that owns its tasks.
class ThreadPool {
public:
    /// Starts `threads` threads; zero counts as one. Errors: std::bad_alloc; std::system_error if a thread
    /// cannot start.
    explicit ThreadPool(unsigned threads);
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    /// Waits for the polls that are running, joins the threads, and destroys all unfinished futures on the
    /// calling thread, each exactly once, also those with living wakers (rules EXEC-17 and THR-4). No poll
    /// begins once the destructor has begun to destroy futures.
    ///
    /// Destructors of futures may wake, abort and spawn; what they spawn is refused (rules EXEC-18 and
    /// EXEC-23). Wakes during and after the destruction do nothing (rules EXEC-9 and EXEC-10). Outcomes that
    /// handles have not taken yet stay available. Precondition: not called from one of the pool's own
    /// threads.
    ~ThreadPool();

    /// Creates a task: one allocation. Its first poll happens on a thread of the pool, never inside spawn
    /// (rules EXEC-5 and EXEC-6). Errors: std::bad_alloc, and what the move of the future throws.
    template <class F>
    requires Future<std::remove_cvref_t<F>>
    auto spawn(F&& future) -> JoinHandle<future_output_t<std::remove_cvref_t<F>>> {
        return detail::spawn_on_pool(core_, [&]() -> std::remove_cvref_t<F> {
            return std::remove_cvref_t<F>(std::forward<F>(future));
        });
    }

    /// As spawn, with the future that `make()` returns, constructed in the task without a move.
    template <detail::FutureFactory Make>
    auto spawn_with(Make&& make) -> JoinHandle<future_output_t<detail::made_future_t<Make>>> {
        return detail::spawn_on_pool(core_, std::forward<Make>(make));
    }

    /// Spawns on the pool as long as it exists and is refused afterwards. A task that wants to spawn holds
    /// one. Thread-safety: any thread, several at the same time, also while the pool is destroyed.
    class Spawner {
    public:
        Spawner(const Spawner& other) noexcept : core_(other.core_) { detail::retain_pool(core_); }
        Spawner& operator=(const Spawner&) = delete;
        ~Spawner() { detail::release_pool(core_); }

        /// As ThreadPool::spawn. After the pool's shutdown the future is destroyed at once, on this thread,
        /// and the handle throws ShutDown (rule EXEC-23).
        template <class F>
        requires Future<std::remove_cvref_t<F>>
        auto spawn(F&& future) const -> JoinHandle<future_output_t<std::remove_cvref_t<F>>> {
            return detail::spawn_on_pool(core_, [&]() -> std::remove_cvref_t<F> {
                return std::remove_cvref_t<F>(std::forward<F>(future));
            });
        }

    private:
        friend class ThreadPool;
        explicit Spawner(detail::PoolCore* core) noexcept : core_(core) { detail::retain_pool(core_); }
        detail::PoolCore* core_;
    };
    [[nodiscard]] Spawner spawner() noexcept { return Spawner(core_); }

private:
    detail::PoolCore* core_;
};

}  // namespace wakelaw
