// SPDX-License-Identifier: MIT
//
// block_on and its parker, and the counts behind Waker and Arc.
#include <array>
#include <atomic>
#include <thread>
#include <utility>

#include <wakelaw/block_on.hpp>
#include <wakelaw/poll_fn.hpp>

#include "parts.hpp"
#include "scenario.hpp"

namespace wakelaw::explore::mutation {

namespace {

using Wakers = std::array<Handover<Waker>, 2>;

void block_on_is_woken_by_two_threads() {
    Tracked::begin();
    {
        Events events;
        Wakers wakers;
        const auto happen = [&](std::size_t event) {
            Waker waker = wakers[event].take();
            events.happen(event);
            std::move(waker).wake();
        };
        std::thread first(happen, 0);
        std::thread second(happen, 1);
        require(block_on(AwaitEvents(events, wakers, 2)).value >= 1, "the value");
        first.join();
        second.join();
    }
    Tracked::end();
}

void wake_publishes_plain_stores() {
    Tracked::begin();
    {
        int written = 0;
        Handover<Waker> handover;
        std::thread waking([&] {
            const Waker waker = handover.take();
            written = 7;
            waker.wake_by_ref();
        });
        require(block_on(ReadWhenWoken(written, handover)) == 7, "what was written before the wake");
        waking.join();
    }
    Tracked::end();
}

/// Two wakes before block_on sleeps leave one permit, and it carries what was written before both.
void coalesced_wakes_publish_plain_stores() {
    Tracked::begin();
    {
        std::array<int, 2> written{};
        Wakers wakers;
        const auto write_and_wake = [&](std::size_t number) {
            const Waker waker = wakers[number].take();
            written[number] = 7;
            waker.wake_by_ref();
        };
        std::thread first;
        std::thread second;
        int polls = 0;
        block_on(poll_fn([&](Context& context) -> Poll<void> {
            if (++polls == 1) {
                wakers[0].put(context.waker().clone());
                wakers[1].put(context.waker().clone());
                first = std::thread(write_and_wake, 0);
                second = std::thread(write_and_wake, 1);
                // Virtual time passes when nobody else can run: both have woken, so the next poll is after
                // both.
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
                return Pending{};
            }
            require(written[0] == 7 && written[1] == 7, "what was written before both wakes");
            return Poll<void>::ready();
        }));
        first.join();
        second.join();
    }
    Tracked::end();
}

void woken_while_it_sleeps() {
    Tracked::begin();
    {
        int written = 0;
        Handover<Waker> handover;
        std::thread waking([&] {
            const Waker waker = handover.take();
            let_the_others_sleep();
            written = 7;
            waker.wake_by_ref();
        });
        require(block_on(ReadWhenWoken(written, handover)) == 7, "what was written before the wake");
        waking.join();
    }
    Tracked::end();
}

void the_waker_outlives_block_on() {
    Tracked::begin();
    {
        Handover<Waker> handover;
        std::thread late([&] {
            const Waker waker = handover.take();
            waker.wake_by_ref();
        });
        block_on(poll_fn([&](Context& context) {
            handover.put(context.waker().clone());
            return Poll<void>::ready();
        }));
        late.join();
    }
    Tracked::end();
}

void woken_again_and_again() {
    Tracked::begin();
    {
        Handover<Waker> handover;
        std::atomic<int> rounds{0};
        std::thread waking([&] {
            for (int round = 1; round <= 2; ++round) {
                const Waker waker = handover.take();
                rounds.store(round, std::memory_order_relaxed);
                waker.wake_by_ref();
            }
        });
        for (int round = 1; round <= 2; ++round) {
            block_on(poll_fn([&, polls = 0](Context& context) mutable -> Poll<void> {
                if (++polls == 1) {
                    handover.put(context.waker().clone());
                }
                if (rounds.load(std::memory_order_relaxed) < round) {
                    return Pending{};
                }
                return Poll<void>::ready();
            }));
        }
        waking.join();
    }
    Tracked::end();
}

/// What a waker shares: counts its wakes, and its last user destroys it.
struct Counting {
    static void wake_by_ref(const Arc<Counting>& self) {
        self->wakes.fetch_add(1, std::memory_order_relaxed);
        self->tracked.value = 1;
    }
    std::atomic<int> wakes{0};
    Tracked tracked;
};

/// Each thread writes before it drops its reference; the last one destroys.
void references_are_dropped_by_two_threads() {
    Tracked::begin();
    {
        struct Pair {
            Tracked first;
            Tracked second;
        };
        Arc<Pair> shared = make_arc<Pair>();
        std::thread first([own = shared.clone()] { own->first.value = 1; });
        std::thread second([own = shared.clone()] {
            const Arc<Pair> another = own.clone();
            another->second.value = 1;
        });
        { const Arc<Pair> dropped = std::move(shared); }
        first.join();
        second.join();
    }
    Tracked::end();
}

void wakers_are_cloned_and_woken_by_two_threads() {
    Tracked::begin();
    {
        Arc<Counting> counting = make_arc<Counting>();
        const Waker shared = waker(counting.clone());
        std::thread other([&] { shared.clone().wake(); });
        Waker mine = shared.clone();
        require(mine.will_wake(shared), "a clone wakes the same");
        other.join();
        std::move(mine).wake();
        Waker assigned = Waker::noop().clone();
        assigned.clone_from(shared);
        assigned.wake_by_ref();
        require(counting->wakes.load(std::memory_order_relaxed) == 3, "three wakes");
        require(counting.strong_count() == 3, "three references");
    }
    Tracked::end();
}

constexpr std::array all_scenarios{
    Scenario{"block_on_is_woken_by_two_threads", block_on_is_woken_by_two_threads},
    Scenario{"wake_publishes_plain_stores", wake_publishes_plain_stores},
    Scenario{"coalesced_wakes_publish_plain_stores", coalesced_wakes_publish_plain_stores},
    Scenario{"woken_while_it_sleeps", woken_while_it_sleeps},
    Scenario{"the_waker_outlives_block_on", the_waker_outlives_block_on},
    Scenario{"woken_again_and_again", woken_again_and_again},
    Scenario{"references_are_dropped_by_two_threads", references_are_dropped_by_two_threads},
    Scenario{"wakers_are_cloned_and_woken_by_two_threads", wakers_are_cloned_and_woken_by_two_threads},
};

}  // namespace

std::span<const Scenario> scenarios() { return all_scenarios; }

}  // namespace wakelaw::explore::mutation
