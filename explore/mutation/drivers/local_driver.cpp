// SPDX-License-Identifier: MIT
//
// The local executor: what other threads may do to it.
#include <array>
#include <optional>
#include <thread>
#include <utility>

#include <wakelaw/local_executor.hpp>
#include <wakelaw/poll_fn.hpp>

#include "parts.hpp"
#include "scenario.hpp"

namespace wakelaw::explore::mutation {

namespace {

using Wakers = std::array<Handover<Waker>, 2>;

void wakes_from_two_threads() {
    Tracked::begin();
    {
        LocalExecutor executor;
        Events events;
        Wakers wakers;
        auto handle = executor.spawn(AwaitEvents(events, wakers, 2));
        const auto happen = [&](std::size_t event) {
            const Waker waker = wakers[event].take();
            events.happen(event);
            waker.wake_by_ref();
        };
        std::thread first(happen, 0);
        std::thread second(happen, 1);
        executor.run();
        first.join();
        second.join();
        require(handle.is_finished(), "it ran to its end");
    }
    Tracked::end();
}

void two_tasks_are_woken() {
    Tracked::begin();
    {
        LocalExecutor executor;
        int written_first = 0;
        int written_second = 0;
        Handover<Waker> first_waker;
        Handover<Waker> second_waker;
        auto first = executor.spawn(ReadWhenWoken(written_first, first_waker));
        auto second = executor.spawn(ReadWhenWoken(written_second, second_waker));
        const auto write_and_wake = [](Handover<Waker>& handover, int& written) {
            Waker waker = handover.take();
            written = 7;
            std::move(waker).wake();
        };
        std::thread one([&] { write_and_wake(first_waker, written_first); });
        std::thread other([&] { write_and_wake(second_waker, written_second); });
        executor.run();
        one.join();
        other.join();
        Context context = Context::from_waker(Waker::noop());
        require(first.poll(context).value() == 7, "what was written before the wake");
        require(second.poll(context).value() == 7, "what was written before the wake");
    }
    Tracked::end();
}

void wake_by_value_while_it_sleeps() {
    Tracked::begin();
    {
        LocalExecutor executor;
        int written = 0;
        Handover<Waker> handover;
        std::thread waking([&] {
            Waker waker = handover.take();
            written = 7;
            std::move(waker).wake();
        });
        require(executor.run(ReadWhenWoken(written, handover)) == 7, "what was written before the wake");
        waking.join();
    }
    Tracked::end();
}

void wake_of_a_sleeping_driver() {
    Tracked::begin();
    {
        LocalExecutor executor;
        int written = 0;
        Handover<Waker> handover;
        std::thread waking([&] {
            const Waker waker = handover.take();
            let_the_others_sleep();
            written = 7;
            waker.wake_by_ref();
        });
        require(executor.run(ReadWhenWoken(written, handover)) == 7, "what was written before the wake");
        waking.join();
    }
    Tracked::end();
}

void abort_from_another_thread() {
    Tracked::begin();
    {
        LocalExecutor executor;
        Events events;
        Wakers wakers;
        auto handle = executor.spawn(AwaitEvents(events, wakers, 1));
        std::thread aborting([&] { handle.abort(); });
        executor.run();
        aborting.join();
        require(handle.is_finished(), "cancelled");
    }
    Tracked::end();
}

void wake_meets_the_destruction() {
    Tracked::begin();
    {
        Events events;
        Wakers wakers;
        std::optional<LocalExecutor> executor(std::in_place);
        auto handle = executor->spawn(AwaitEvents(events, wakers, 2));
        executor->run_until_stalled();
        std::thread first([&] { wakers[0].take().wake(); });
        std::thread second([&] { wakers[1].take().wake(); });
        executor.reset();
        first.join();
        second.join();
        require(handle.is_finished(), "cancelled");
    }
    Tracked::end();
}

/// The cells are freed by other threads, one of them last of all.
void wakers_outlive_the_executor() {
    Tracked::begin();
    {
        Events events;
        Wakers wakers;
        std::optional<LocalExecutor> executor(std::in_place);
        executor->spawn(AwaitEvents(events, wakers, 2)).detach();
        executor->run_until_stalled();
        std::thread first([&] { const Waker dropped = wakers[0].take(); });
        std::thread second([&] { const Waker dropped = wakers[1].take(); });
        executor.reset();
        first.join();
        second.join();
    }
    Tracked::end();
}

/// Two cells, each freed by a thread of its own.
void two_cells_are_freed_elsewhere() {
    Tracked::begin();
    {
        Events events;
        Wakers first_wakers;
        Wakers second_wakers;
        std::optional<LocalExecutor> executor(std::in_place);
        executor->spawn(AwaitEvents(events, first_wakers, 1)).detach();
        executor->spawn(AwaitEvents(events, second_wakers, 1)).detach();
        executor->run_until_stalled();
        executor.reset();
        std::thread first([&] { const Waker dropped = first_wakers[0].take(); });
        std::thread second([&] { const Waker dropped = second_wakers[0].take(); });
        first.join();
        second.join();
    }
    Tracked::end();
}

constexpr std::array all_scenarios{
    Scenario{"wakes_from_two_threads", wakes_from_two_threads},
    Scenario{"two_tasks_are_woken", two_tasks_are_woken},
    Scenario{"wake_by_value_while_it_sleeps", wake_by_value_while_it_sleeps},
    Scenario{"wake_of_a_sleeping_driver", wake_of_a_sleeping_driver},
    Scenario{"abort_from_another_thread", abort_from_another_thread},
    Scenario{"wake_meets_the_destruction", wake_meets_the_destruction},
    Scenario{"wakers_outlive_the_executor", wakers_outlive_the_executor},
    Scenario{"two_cells_are_freed_elsewhere", two_cells_are_freed_elsewhere},
};

}  // namespace

std::span<const Scenario> scenarios() { return all_scenarios; }

}  // namespace wakelaw::explore::mutation
