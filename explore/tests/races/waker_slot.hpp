// SPDX-License-Identifier: MIT
//
// A slot for one waker. The broken version wakes it and clears the slot afterwards: what was registered in
// between is cleared unwoken. The correct one takes the waker out first.
#pragma once

#include <atomic>
#include <thread>

#include "parker.hpp"
#include "verdict.hpp"

namespace wakelaw::explore::races {

template <Version version>
class WakerSlot {
public:
    void register_waker(Parker& waker) { waker_.store(&waker); }

    void wake() {
        if constexpr (version == Version::broken) {
            if (Parker* waker = waker_.load()) {
                waker->unpark();
                waker_.store(nullptr);
            }
        } else {
            if (Parker* waker = waker_.exchange(nullptr)) {
                waker->unpark();
            }
        }
    }

private:
    std::atomic<Parker*> waker_{nullptr};
};

template <Version version>
void waker_slot() {
    constexpr int last_event = 2;
    WakerSlot<version> slot;
    std::atomic<int> event{0};
    Parker parker;
    std::thread producer([&] {
        for (int i = 1; i <= last_event; ++i) {
            event.store(i);
            slot.wake();
        }
    });
    for (;;) {
        slot.register_waker(parker);
        if (event.load() == last_event) {
            break;
        }
        parker.park();
    }
    producer.join();
}

}  // namespace wakelaw::explore::races
