// SPDX-License-Identifier: MIT
//
// The thread pool: its queues, its sleep handshake, its shutdown.
#include <array>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <wakelaw/block_on.hpp>
#include <wakelaw/poll_fn.hpp>
#include <wakelaw/thread_pool.hpp>

#include "parts.hpp"
#include "scenario.hpp"

namespace wakelaw::explore::mutation {

namespace {

using Wakers = std::array<Handover<Waker>, 2>;

Poll<Tracked> ready_at_once(Context& /*context*/) { return Poll<Tracked>::ready(7); }

void spawn_while_the_workers_go_to_sleep() {
    Tracked::begin();
    {
        ThreadPool pool(2);
        auto first = pool.spawn(poll_fn(ready_at_once));
        require(block_on(first).value == 7, "the value");
        auto second = pool.spawn(poll_fn(ready_at_once));
        require(block_on(second).value == 7, "the value");
    }
    Tracked::end();
}

void spawn_on_one_worker() {
    Tracked::begin();
    {
        ThreadPool pool(1);
        int written = 1;
        auto first = pool.spawn(poll_fn([&](Context& context) {
            require(written == 1, "what was before the spawn");
            return ready_at_once(context);
        }));
        require(block_on(first).value == 7, "the value");
    }
    Tracked::end();
}

template <unsigned threads>
void spawn_on_sleeping_workers() {
    Tracked::begin();
    {
        ThreadPool pool(threads);
        let_the_others_sleep();
        auto handle = pool.spawn(poll_fn(ready_at_once));
        require(block_on(handle).value == 7, "the value");
        let_the_others_sleep();
    }
    Tracked::end();
}

/// Who wakes gives a sleeping worker its permit while the shutdown gives all of them theirs.
void wake_meets_the_shutdown() {
    Tracked::begin();
    {
        Events events;
        Wakers wakers;
        std::optional<ThreadPool> pool(std::in_place, 2);
        auto handle = pool->spawn(AwaitEvents(events, wakers, 1));
        const Waker waker = wakers[0].take();
        let_the_others_sleep();
        std::thread waking([&] { waker.wake_by_ref(); });
        pool.reset();
        waking.join();
        require(handle.is_finished(), "cancelled");
    }
    Tracked::end();
}

void spawn_from_two_threads() {
    Tracked::begin();
    {
        ThreadPool pool(2);
        const auto spawn_and_wait = [&] {
            auto handle = pool.spawn(poll_fn(ready_at_once));
            require(block_on(handle).value == 7, "the value");
        };
        std::thread other(spawn_and_wait);
        spawn_and_wait();
        other.join();
    }
    Tracked::end();
}

/// A task blocks its worker until another task is done, which lies in that worker's own queue: the other
/// worker must be woken, and must steal it.
void a_blocked_worker_is_stolen_from() {
    Tracked::begin();
    {
        ThreadPool pool(2);
        auto outer = pool.spawn(poll_fn([spawner = pool.spawner()](Context&) {
            auto inner = spawner.spawn(poll_fn(ready_at_once));
            return Poll<Tracked>::ready(block_on(inner).value);
        }));
        require(block_on(outer).value == 7, "the value");
    }
    Tracked::end();
}

/// As before, with two tasks in the queue, of which the thief takes one and its own queue the other.
void several_tasks_are_stolen() {
    Tracked::begin();
    {
        ThreadPool pool(2);
        auto outer = pool.spawn(poll_fn([spawner = pool.spawner()](Context&) {
            std::vector<JoinHandle<Tracked>> inner;
            for (int i = 0; i < 4; ++i) {
                inner.push_back(spawner.spawn(poll_fn(ready_at_once)));
            }
            int sum = 0;
            for (auto& handle : inner) {
                sum += block_on(handle).value;
            }
            return Poll<Tracked>::ready(sum);
        }));
        require(block_on(outer).value == 28, "all values");
    }
    Tracked::end();
}

/// Owner and thief take from one queue at the same time; each task runs once.
void owner_and_thief_share_a_queue() {
    Tracked::begin();
    {
        ThreadPool pool(2);
        std::vector<JoinHandle<Tracked>> inner;
        auto outer = pool.spawn(poll_fn([&, spawner = pool.spawner()](Context& context) {
            for (int i = 0; i < 2; ++i) {
                inner.push_back(spawner.spawn(poll_fn([polls = 0](Context&) mutable {
                    require(++polls == 1, "polled once");
                    return Poll<Tracked>::ready(1);
                })));
            }
            return ready_at_once(context);
        }));
        require(block_on(outer).value == 7, "the value");
        for (auto& handle : inner) {
            require(block_on(handle).value == 1, "the value");
        }
    }
    Tracked::end();
}

/// Two tasks keep two workers busy with each other, so none can run on the worker of the other.
void two_tasks_meet_on_two_workers() {
    Tracked::begin();
    {
        ThreadPool pool(2);
        Handover<Tracked> here;
        Handover<Tracked> there;
        auto first = pool.spawn(poll_fn([&](Context&) {
            here.put(Tracked(1));
            return Poll<Tracked>::ready(there.take());
        }));
        auto second = pool.spawn(poll_fn([&](Context&) {
            there.put(Tracked(2));
            return Poll<Tracked>::ready(here.take());
        }));
        require(block_on(first).value == 2, "from the second");
        require(block_on(second).value == 1, "from the first");
    }
    Tracked::end();
}

void wakes_from_two_threads() {
    Tracked::begin();
    {
        ThreadPool pool(2);
        Events events;
        Wakers wakers;
        auto handle = pool.spawn(AwaitEvents(events, wakers, 2));
        const auto happen = [&](std::size_t event) {
            const Waker waker = wakers[event].take();
            events.happen(event);
            waker.wake_by_ref();
        };
        std::thread other(happen, 0);
        happen(1);
        require(block_on(handle).value >= 1, "the value");
        other.join();
    }
    Tracked::end();
}

void a_task_wakes_itself_and_runs_again() {
    Tracked::begin();
    {
        ThreadPool pool(1);
        auto handle = pool.spawn(poll_fn([polls = 0](Context& context) mutable -> Poll<Tracked> {
            if (++polls < 3) {
                context.waker().wake_by_ref();
                return Pending{};
            }
            return Poll<Tracked>::ready(polls);
        }));
        require(block_on(handle).value == 3, "three polls");
    }
    Tracked::end();
}

void shutdown_destroys_what_is_unfinished() {
    Tracked::begin();
    {
        Events events;
        Wakers wakers;
        std::optional<ThreadPool> pool(std::in_place, 1);
        auto handle = pool->spawn(AwaitEvents(events, wakers, 2));
        std::thread waking([&] {
            const Waker waker = wakers[0].take();
            events.happen(0);
            events.happen(1);
            waker.wake_by_ref();
        });
        { const Waker polled_once = wakers[1].take(); }
        pool.reset();
        waking.join();
        require(handle.is_finished(), "ready or cancelled");
    }
    Tracked::end();
}

void shutdown_right_after_the_spawn() {
    Tracked::begin();
    {
        std::optional<ThreadPool> pool(std::in_place, 2);
        auto handle = pool->spawn(poll_fn(ready_at_once));
        pool.reset();
        require(handle.is_finished(), "ready or cancelled");
    }
    Tracked::end();
}

void spawn_during_the_shutdown() {
    Tracked::begin();
    {
        std::optional<ThreadPool> pool(std::in_place, 1);
        std::thread spawning([spawner = pool->spawner()] {
            auto handle = spawner.spawn(poll_fn(ready_at_once));
            Context context = Context::from_waker(Waker::noop());
            try {
                static_cast<void>(handle.poll(context));
            } catch (const ShutDown&) {
            } catch (const Cancelled&) {
            }
        });
        pool.reset();
        spawning.join();
    }
    Tracked::end();
}

void spawners_are_dropped_by_two_threads() {
    Tracked::begin();
    {
        std::optional<ThreadPool> pool(std::in_place, 1);
        std::thread first([spawner = pool->spawner()] {});
        std::thread second([spawner = pool->spawner()] {});
        pool.reset();
        first.join();
        second.join();
    }
    Tracked::end();
}

void wake_after_the_shutdown() {
    Tracked::begin();
    {
        Events events;
        Wakers wakers;
        std::optional<ThreadPool> pool(std::in_place, 1);
        auto handle = pool->spawn(AwaitEvents(events, wakers, 2));
        std::thread waking([&] { wakers[0].take().wake(); });
        const Waker late = wakers[1].take();
        pool.reset();
        late.wake_by_ref();
        waking.join();
        require(handle.is_finished(), "cancelled");
    }
    Tracked::end();
}

/// The pool's list of tasks has eight parts: of nine tasks at least two are in one part, which both workers
/// change when they finish them.
void more_tasks_than_lists_finish_on_two_workers() {
    Tracked::begin();
    {
        constexpr std::size_t tasks = 9;
        ThreadPool pool(2);
        std::vector<JoinHandle<Tracked>> handles;
        handles.reserve(tasks);
        for (std::size_t i = 0; i < tasks; ++i) {
            handles.push_back(pool.spawn(poll_fn(ready_at_once)));
        }
        for (auto& handle : handles) {
            require(block_on(handle).value == 7, "the value");
        }
    }
    Tracked::end();
}

/// Two idle tasks are woken while the pool shuts down and cancels them. Their wakers are the last that know
/// of them, so the first may be freed before the second is woken.
void late_wakes_meet_the_shutdown() {
    Tracked::begin();
    {
        Events events;
        std::array<Wakers, 2> wakers;
        std::optional<ThreadPool> pool(std::in_place, 1);
        pool->spawn(AwaitEvents(events, wakers[0], 1)).detach();
        pool->spawn(AwaitEvents(events, wakers[1], 1)).detach();
        std::array<Waker, 2> taken{wakers[0][0].take(), wakers[1][0].take()};
        let_the_others_sleep();
        std::thread waking([&taken] {
            std::move(taken[1]).wake();
            std::move(taken[0]).wake();
        });
        pool.reset();
        waking.join();
    }
    Tracked::end();
}

constexpr std::array all_scenarios{
    Scenario{"spawn_on_one_worker", spawn_on_one_worker},
    Scenario{"spawn_while_the_workers_go_to_sleep", spawn_while_the_workers_go_to_sleep},
    Scenario{"spawn_on_a_sleeping_worker", spawn_on_sleeping_workers<1>},
    Scenario{"spawn_on_two_sleeping_workers", spawn_on_sleeping_workers<2>},
    Scenario{"wake_meets_the_shutdown", wake_meets_the_shutdown},
    Scenario{"a_blocked_worker_is_stolen_from", a_blocked_worker_is_stolen_from},
    Scenario{"wakes_from_two_threads", wakes_from_two_threads},
    Scenario{"two_tasks_meet_on_two_workers", two_tasks_meet_on_two_workers},
    Scenario{"owner_and_thief_share_a_queue", owner_and_thief_share_a_queue},
    Scenario{"several_tasks_are_stolen", several_tasks_are_stolen},
    Scenario{"spawn_from_two_threads", spawn_from_two_threads},
    Scenario{"a_task_wakes_itself_and_runs_again", a_task_wakes_itself_and_runs_again},
    Scenario{"shutdown_destroys_what_is_unfinished", shutdown_destroys_what_is_unfinished},
    Scenario{"shutdown_right_after_the_spawn", shutdown_right_after_the_spawn},
    Scenario{"spawn_during_the_shutdown", spawn_during_the_shutdown},
    Scenario{"spawners_are_dropped_by_two_threads", spawners_are_dropped_by_two_threads},
    Scenario{"wake_after_the_shutdown", wake_after_the_shutdown},
    Scenario{"more_tasks_than_lists_finish_on_two_workers", more_tasks_than_lists_finish_on_two_workers},
    Scenario{"late_wakes_meet_the_shutdown", late_wakes_meet_the_shutdown},
};

}  // namespace

std::span<const Scenario> scenarios() { return all_scenarios; }

}  // namespace wakelaw::explore::mutation
