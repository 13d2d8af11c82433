// SPDX-License-Identifier: MIT
//
// A slot for one waker that is registered and woken by different threads, as futures::task::AtomicWaker. When
// a registration meets a wake that is under way, the new waker must be woken at once; the broken version
// drops it.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "parker.hpp"
#include "verdict.hpp"

namespace wakelaw::explore::races {

template <Version version>
class AtomicWaker {
public:
    using Waker = std::shared_ptr<Parker>;

    /// One thread at a time.
    void register_waker(Waker waker) {
        unsigned state = waiting;
        if (state_.compare_exchange_strong(state, registering, std::memory_order_acquire)) {
            waker_ = std::move(waker);
            state = registering;
            if (!state_.compare_exchange_strong(state, waiting, std::memory_order_acq_rel)) {
                const Waker woken = std::exchange(waker_, nullptr);
                state_.exchange(waiting, std::memory_order_acq_rel);
                woken->unpark();
            }
        } else if (state == waking) {
            if constexpr (version == Version::correct) {
                waker->unpark();
            }
        }
    }

    void wake() {
        if (state_.fetch_or(waking, std::memory_order_acq_rel) != waiting) {
            return;
        }
        const Waker waker = std::exchange(waker_, nullptr);
        state_.fetch_and(~waking, std::memory_order_release);
        if (waker) {
            waker->unpark();
        }
    }

private:
    static constexpr unsigned waiting = 0;
    static constexpr unsigned registering = 1;
    static constexpr unsigned waking = 2;

    std::atomic<unsigned> state_{waiting};
    Waker waker_;
};

template <Version version, int last_event = 2>
void waker_registration() {
    AtomicWaker<version> waker;
    std::atomic<int> event{0};
    std::thread producer([&] {
        for (int i = 1; i <= last_event; ++i) {
            event.store(i);
            waker.wake();
        }
    });
    std::thread consumer([&] {
        const auto poll = [&](const std::shared_ptr<Parker>& parker) {
            waker.register_waker(parker);
            return event.load() == last_event;
        };
        // The first waker is replaced before anybody sleeps: only the latest one counts.
        if (poll(std::make_shared<Parker>())) {
            return;
        }
        for (;;) {
            const auto parker = std::make_shared<Parker>();
            if (poll(parker)) {
                return;
            }
            parker->park();
        }
    });
    producer.join();
    consumer.join();
}

}  // namespace wakelaw::explore::races
