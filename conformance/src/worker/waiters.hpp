// SPDX-License-Identifier: MIT
/// \file
/// Waiting in a controlled worker: each waiter is woken when its own condition holds, and not before. A woken
/// thread that only looks and goes to sleep again would multiply the schedules to explore.
///
/// Nothing here is instrumented, so between two system calls no other thread runs: plain data is enough.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "worker/futex.hpp"

namespace wakelaw::conformance {

class Waiters {
public:
    /// Returns when `over` is true. `over` is asked by other threads, too.
    template <class Condition>
    void wait_until(Condition& over) {
        while (!over()) {
            Place& place = free_place();
            place.awake.store(0, std::memory_order_relaxed);
            place.condition = &over;
            place.over = [](void* condition) { return (*static_cast<Condition*>(condition))(); };
            while (place.awake.load(std::memory_order_relaxed) == 0) {
                futex_wait(place.awake, 0);
            }
            place.over = nullptr;
        }
    }

    /// \return whether there was one.
    bool wake_those_who_can_go_on() {
        bool woken = false;
        for (Place& place : places_) {
            if (place.over != nullptr && place.awake.load(std::memory_order_relaxed) == 0 &&
                place.over(place.condition)) {
                place.awake.store(1, std::memory_order_relaxed);
                woken = true;
                futex_wake_all(place.awake);
            }
        }
        return woken;
    }

private:
    struct Place {
        bool (*over)(void* condition) = nullptr;  ///< null: the place is free
        void* condition = nullptr;
        std::atomic<std::uint32_t> awake{0};
    };

    Place& free_place() {
        for (Place& place : places_) {
            if (place.over == nullptr) {
                return place;
            }
        }
        __builtin_trap();
    }

    /// Main, the actors, and each thread of the subject at most once.
    std::array<Place, 64> places_;
};

}  // namespace wakelaw::conformance
