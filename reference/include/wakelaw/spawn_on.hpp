// SPDX-License-Identifier: MIT
//
// spawn_on: makes a poll executor of anything that can run a callable later. Source: async_task::spawn.
//
//     auto handle = wakelaw::spawn_on([&](wakelaw::Runnable r) { asio::post(io, std::move(r)); }, future);
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <wakelaw/join_handle.hpp>
#include <wakelaw/runnable.hpp>

namespace wakelaw {

/// The scheduler of a cell that was made by spawn_on: owns the schedule function. An implementation detail.
template <class Schedule>
struct SpawnOnScheduler {
    using Header = detail::TaskHeader;
    static constexpr std::size_t owner_references = 0;
    void schedule(detail::TaskHeader* task) { function(Runnable(task)); }
    void finished(detail::TaskHeader*) noexcept {}
    [[no_unique_address]] Schedule function;
};

/// As spawn_on, with the future that `make()` returns, constructed in the task without a move: for futures
/// that cannot be moved (rule FUT-6).
template <std::invocable<Runnable> Schedule, detail::FutureFactory Make>
auto spawn_on_with(Schedule schedule, Make&& make)
    -> JoinHandle<future_output_t<detail::made_future_t<Make>>> {
    using Cell = detail::TaskCell<detail::made_future_t<Make>, SpawnOnScheduler<Schedule>>;
    auto* cell = new Cell(SpawnOnScheduler<Schedule>{std::move(schedule)}, std::forward<Make>(make));
    JoinHandle<typename Cell::Output> handle(cell);  // holds the reference that the schedule function needs
    static_cast<detail::TaskHeader*>(cell)->vtable->schedule(cell);
    return handle;
}

/// Creates a task from `future` and calls `schedule` with its first Runnable: one allocation.
///
/// `schedule` takes a Runnable and arranges that it is run later. It is kept in the task and called for each
/// wake of an idle task, so from any thread, and by several threads at the same time; it must not run or drop
/// the Runnable itself (rule EXEC-13), and it must be callable as long as wakers of the task exist (rule
/// EXEC-9). The hand-over from `schedule` to the thread that runs the Runnable must synchronise.
///
/// Effect: the future is not polled inside spawn_on (rule EXEC-6). A task that is idle while neither a waker
/// nor the handle exists can never be woken; its Runnable is scheduled once more, to destroy the future.
/// Errors: std::bad_alloc; what the move of the future throws; what `schedule` throws here: the future is
/// destroyed then, and the exception reaches the caller. What `schedule` throws in a later wake cancels the
/// task; the wake itself never throws.
template <std::invocable<Runnable> Schedule, class F>
requires Future<std::remove_cvref_t<F>>
auto spawn_on(Schedule schedule, F&& future) -> JoinHandle<future_output_t<std::remove_cvref_t<F>>> {
    return spawn_on_with(std::move(schedule), [&]() -> std::remove_cvref_t<F> {
        return std::remove_cvref_t<F>(std::forward<F>(future));
    });
}

}  // namespace wakelaw
