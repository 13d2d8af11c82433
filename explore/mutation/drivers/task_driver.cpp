// SPDX-License-Identifier: MIT
//
// The task cell: wakes, aborts, joins and drops that meet polls and each other.
#include <array>
#include <thread>
#include <utility>

#include <wakelaw/block_on.hpp>
#include <wakelaw/poll_fn.hpp>
#include <wakelaw/spawn_on.hpp>

#include "parts.hpp"
#include "scenario.hpp"

namespace wakelaw::explore::mutation {

namespace {

using Wakers = std::array<Handover<Waker>, 2>;

enum class By { reference, value };

void wake(Waker waker, By by) {
    if (by == By::reference) {
        waker.wake_by_ref();
    } else {
        std::move(waker).wake();
    }
}

template <class T>
bool is_cancelled(JoinHandle<T>& handle) {
    Context context = Context::from_waker(Waker::noop());
    try {
        return handle.poll(context).is_pending();
    } catch (const Cancelled&) {
        return true;
    }
}

template <By first_by, By second_by>
void wakes_from_two_threads() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Wakers wakers;
        auto handle = spawn_on(PushOn(queue), AwaitEvents(events, wakers, 2));
        const auto happen = [&](std::size_t event, By by) {
            Waker waker = wakers[event].take();
            events.happen(event);
            wake(std::move(waker), by);
        };
        std::thread first(happen, 0, first_by);
        std::thread second(happen, 1, second_by);
        while (!handle.is_finished()) {
            queue.pop().run();
        }
        first.join();
        second.join();
        require(block_on(handle).value >= 1, "the value");
    }
    Tracked::end();
}

template <By by>
void wake_publishes_plain_stores() {
    Tracked::begin();
    {
        WorkQueue queue;
        int written = 0;
        Handover<Waker> handover;
        auto handle = spawn_on(PushOn(queue), ReadWhenWoken(written, handover));
        std::thread waking([&] {
            Waker waker = handover.take();
            written = 7;
            wake(std::move(waker), by);
        });
        while (!handle.is_finished()) {
            queue.pop().run();
        }
        require(block_on(handle) == 7, "what was written before the wake");
        waking.join();
    }
    Tracked::end();
}

void polls_on_two_workers() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Wakers wakers;
        auto handle = spawn_on(PushOn(queue), AwaitEvents(events, wakers, 1));
        std::thread first([&] { queue.work(); });
        std::thread second([&] { queue.work(); });
        const Waker waker = wakers[0].take();
        events.happen(0);
        waker.wake_by_ref();
        require(block_on(handle).value >= 1, "the value");
        queue.close();
        first.join();
        second.join();
    }
    Tracked::end();
}

template <By by>
void abort_meets_poll_and_wake() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Wakers wakers;
        auto handle = spawn_on(PushOn(queue), AwaitEvents(events, wakers, 1));
        queue.pop().run();
        std::thread waking([&] {
            Waker waker = wakers[0].take();
            events.happen(0);
            wake(std::move(waker), by);
        });
        std::thread aborting([&] { handle.abort(); });
        while (!handle.is_finished()) {
            queue.pop().run();
        }
        waking.join();
        aborting.join();
        is_cancelled(handle);
    }
    Tracked::end();
}

void abort_of_an_idle_task() {
    Tracked::begin();
    {
        WorkQueue queue;
        Handover<Waker> late;
        auto handle = spawn_on(PushOn(queue), poll_fn([&, polls = 0](Context& context) mutable -> Poll<void> {
                                   require(++polls == 1, "an aborted task is not polled");
                                   late.put(context.waker().clone());
                                   return Pending{};
                               }));
        queue.pop().run();
        int written = 0;
        std::thread aborting([&] {
            written = 1;
            handle.abort();
        });
        while (!handle.is_finished()) {
            queue.pop().run();
        }
        require(written == 1, "the abort happens before the end");
        require(is_cancelled(handle), "it was never ready");
        aborting.join();
        { const Waker dropped = late.take(); }
    }
    Tracked::end();
}

void abort_during_the_poll() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Wakers wakers;
        auto handle = spawn_on(PushOn(queue), AwaitEvents(events, wakers, 1));
        std::thread aborting([&] {
            const Waker waker = wakers[0].take();
            handle.abort();
        });
        while (!handle.is_finished()) {
            queue.pop().run();
        }
        require(is_cancelled(handle), "it was never ready");
        aborting.join();
    }
    Tracked::end();
}

Poll<Tracked> ready_at_once(Context& /*context*/) { return Poll<Tracked>::ready(7); }

void join_while_the_task_completes() {
    Tracked::begin();
    {
        WorkQueue queue;
        int written = 0;
        auto handle = spawn_on(PushOn(queue), poll_fn([&](Context& context) {
                                   written = 1;
                                   return ready_at_once(context);
                               }));
        std::thread worker([&] { queue.pop().run(); });
        require(block_on(handle).value == 7, "the value");
        require(written == 1, "what the task did");
        worker.join();
    }
    Tracked::end();
}

void is_finished_shows_what_the_task_did() {
    Tracked::begin();
    {
        WorkQueue queue;
        int written = 0;
        auto handle = spawn_on(PushOn(queue), poll_fn([&](Context& context) {
                                   written = 1;
                                   return ready_at_once(context);
                               }));
        std::thread worker([&] { queue.pop().run(); });
        while (!handle.is_finished()) {
            std::this_thread::yield();
        }
        require(written == 1, "what the task did");
        worker.join();
    }
    Tracked::end();
}

void detach_while_the_task_completes() {
    Tracked::begin();
    {
        WorkQueue queue;
        auto handle = spawn_on(PushOn(queue), poll_fn(ready_at_once));
        std::thread worker([&] { queue.pop().run(); });
        std::move(handle).detach();
        worker.join();
    }
    Tracked::end();
}

void join_with_a_waker_that_changes() {
    Tracked::begin();
    {
        WorkQueue queue;
        auto handle = spawn_on(PushOn(queue), poll_fn(ready_at_once));
        std::thread worker([&] { queue.pop().run(); });
        const auto poll_with = [&](const Arc<Signal>& signal) {
            const WakerRef waker = waker_ref(signal);
            Context context = Context::from_waker(waker);
            return handle.poll(context).is_ready();
        };
        const Arc<Signal> early = make_arc<Signal>();
        const Arc<Signal> latest = make_arc<Signal>();
        if (!poll_with(early) && !poll_with(latest)) {
            latest->wait();
            require(poll_with(latest), "woken, so it is ready");
        }
        worker.join();
    }
    Tracked::end();
}

void detach_of_an_awaited_task_while_it_completes() {
    Tracked::begin();
    {
        WorkQueue queue;
        auto handle = spawn_on(PushOn(queue), poll_fn(ready_at_once));
        const Arc<Signal> signal = make_arc<Signal>();
        std::thread worker([&] { queue.pop().run(); });
        {
            const WakerRef waker = waker_ref(signal);
            Context context = Context::from_waker(waker);
            static_cast<void>(handle.poll(context));
        }
        std::move(handle).detach();
        worker.join();
    }
    Tracked::end();
}

/// The awaiter's waker does not wait for the task: two tasks that await each other would keep each other.
void detach_gives_the_waker_back() {
    Tracked::begin();
    {
        WorkQueue queue;
        auto handle = spawn_on(PushOn(queue), poll_fn(ready_at_once));
        const Arc<Signal> signal = make_arc<Signal>();
        {
            const WakerRef waker = waker_ref(signal);
            Context context = Context::from_waker(waker);
            static_cast<void>(handle.poll(context));
        }
        std::move(handle).detach();
        require(signal.strong_count() == 1, "the waker was dropped");
        queue.pop().run();
    }
    Tracked::end();
}

void wakers_are_dropped_while_the_task_completes() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Wakers wakers;
        events.happen(0);
        events.happen(1);
        std::thread worker;
        std::thread dropping;
        {
            auto handle = spawn_on(PushOn(queue), AwaitEvents(events, wakers, 2));
            worker = std::thread([&] { queue.pop().run(); });
            dropping = std::thread([&] { const Waker dropped = wakers[0].take(); });
        }
        { const Waker dropped = wakers[1].take(); }
        worker.join();
        dropping.join();
    }
    Tracked::end();
}

void clones_are_dropped_by_two_threads() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Wakers wakers;
        auto handle = spawn_on(PushOn(queue), AwaitEvents(events, wakers, 2));
        queue.pop().run();
        events.happen(0);
        events.happen(1);
        const auto clone_and_drop = [&](std::size_t number) {
            const Waker waker = wakers[number].take();
            const Waker clone = waker.clone();
            clone.wake_by_ref();
        };
        std::thread first(clone_and_drop, 0);
        std::thread second(clone_and_drop, 1);
        std::move(handle).detach();
        queue.pop().run();
        first.join();
        second.join();
    }
    Tracked::end();
}

/// The last two wakers of an idle task go at the same time: its future is destroyed by a worker.
void an_idle_task_is_given_up() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Wakers wakers;
        auto handle = spawn_on(PushOn(queue), AwaitEvents(events, wakers, 2));
        queue.pop().run();
        std::move(handle).detach();
        const auto drop = [&](std::size_t number) { const Waker dropped = wakers[number].take(); };
        std::thread first(drop, 0);
        std::thread second(drop, 1);
        queue.pop().run();
        first.join();
        second.join();
    }
    Tracked::end();
}

void the_last_reference_goes_during_the_poll() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Wakers wakers;
        std::thread worker;
        {
            auto handle = spawn_on(PushOn(queue), AwaitEvents(events, wakers, 1));
            worker = std::thread([&] { queue.work(); });
        }
        { const Waker dropped = wakers[0].take(); }
        // The worker destroys the future in its poll, or finds the task in the queue once more.
        queue.close();
        worker.join();
    }
    Tracked::end();
}

/// A task wakes itself while another thread wakes it too.
void wakes_itself() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Handover<Waker> handover;
        int polls = 0;
        auto handle = spawn_on(PushOn(queue), poll_fn([&](Context& context) -> Poll<Tracked> {
                                   ++polls;
                                   if (polls == 1) {
                                       handover.put(context.waker().clone());
                                       context.waker().wake_by_ref();
                                       return Pending{};
                                   }
                                   if (polls == 2) {
                                       context.waker().clone().wake();
                                       return Pending{};
                                   }
                                   if (!events.have_happened(1)) {
                                       return Pending{};
                                   }
                                   return Poll<Tracked>::ready(polls);
                               }));
        std::thread waking([&] {
            Waker waker = handover.take();
            events.happen(0);
            std::move(waker).wake();
        });
        while (!handle.is_finished()) {
            queue.pop().run();
        }
        waking.join();
        require(block_on(handle).value >= 3, "it has woken itself twice");
    }
    Tracked::end();
}

template <By by>
void wake_meets_a_dropped_runnable() {
    Tracked::begin();
    {
        WorkQueue queue;
        Events events;
        Wakers wakers;
        auto handle = spawn_on(PushOn(queue), AwaitEvents(events, wakers, 2));
        queue.pop().run();
        std::thread waking([&] { wake(wakers[0].take(), by); });
        std::thread other([&] { wake(wakers[1].take(), by); });
        while (!handle.is_finished()) {
            const Runnable dropped = queue.pop();
        }
        require(is_cancelled(handle), "its Runnable was dropped");
        waking.join();
        other.join();
    }
    Tracked::end();
}

/// A worker runs the task again and again; another finishes it meanwhile, so only the reference that run
/// holds keeps the schedule function.
void rescheduled_while_another_worker_finishes_it() {
    Tracked::begin();
    {
        WorkQueue queue;
        int polls = 0;
        auto handle = spawn_on(PushOn(queue), poll_fn([&](Context& context) -> Poll<Tracked> {
                                   if (++polls == 1) {
                                       context.waker().wake_by_ref();
                                       return Pending{};
                                   }
                                   return Poll<Tracked>::ready(polls);
                               }));
        std::move(handle).detach();
        std::thread first([&] { queue.pop().run(); });
        queue.pop().run();
        first.join();
    }
    Tracked::end();
}

constexpr std::array all_scenarios{
    Scenario{"wakes_by_reference_from_two_threads", wakes_from_two_threads<By::reference, By::reference>},
    Scenario{"wakes_by_value_from_two_threads", wakes_from_two_threads<By::value, By::value>},
    Scenario{"wakes_of_both_kinds_from_two_threads", wakes_from_two_threads<By::reference, By::value>},
    Scenario{"wake_by_reference_publishes", wake_publishes_plain_stores<By::reference>},
    Scenario{"wake_by_value_publishes", wake_publishes_plain_stores<By::value>},
    Scenario{"polls_on_two_workers", polls_on_two_workers},
    Scenario{"abort_meets_poll_and_wake_by_reference", abort_meets_poll_and_wake<By::reference>},
    Scenario{"abort_meets_poll_and_wake_by_value", abort_meets_poll_and_wake<By::value>},
    Scenario{"abort_of_an_idle_task", abort_of_an_idle_task},
    Scenario{"abort_during_the_poll", abort_during_the_poll},
    Scenario{"join_while_the_task_completes", join_while_the_task_completes},
    Scenario{"is_finished_shows_what_the_task_did", is_finished_shows_what_the_task_did},
    Scenario{"detach_while_the_task_completes", detach_while_the_task_completes},
    Scenario{"join_with_a_waker_that_changes", join_with_a_waker_that_changes},
    Scenario{"detach_of_an_awaited_task", detach_of_an_awaited_task_while_it_completes},
    Scenario{"detach_gives_the_waker_back", detach_gives_the_waker_back},
    Scenario{"wakers_are_dropped_while_the_task_completes", wakers_are_dropped_while_the_task_completes},
    Scenario{"clones_are_dropped_by_two_threads", clones_are_dropped_by_two_threads},
    Scenario{"an_idle_task_is_given_up", an_idle_task_is_given_up},
    Scenario{"the_last_reference_goes_during_the_poll", the_last_reference_goes_during_the_poll},
    Scenario{"wakes_itself", wakes_itself},
    Scenario{"wake_by_reference_meets_a_dropped_runnable", wake_meets_a_dropped_runnable<By::reference>},
    Scenario{"wake_by_value_meets_a_dropped_runnable", wake_meets_a_dropped_runnable<By::value>},
    Scenario{"rescheduled_while_another_worker_finishes_it", rescheduled_while_another_worker_finishes_it},
};

}  // namespace

std::span<const Scenario> scenarios() { return all_scenarios; }

}  // namespace wakelaw::explore::mutation
