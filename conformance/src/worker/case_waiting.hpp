// SPDX-License-Identifier: MIT
/// \file
/// How the threads of a case wait for each other. For the sources of Case.
#pragma once

#include <sched.h>

#include <optional>
#include <utility>

#include "worker/case.hpp"
#include "worker/flavour.hpp"
#include "worker/futex.hpp"

namespace wakelaw::conformance {

/// How long a waiter spins before it blocks; spinning pays only where another processor does the work.
inline constexpr int waiter_spins = 400;
inline const bool spinning_pays = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    return !under_control && sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 1;
}();

/// Blocks, visibly for the stall proof, until something that was told to `changed` makes `over` true.
template <class Condition>
void Case::block_until(Condition over) {
    if constexpr (under_control) {
        waiters_.wait_until(over);
        return;
    }
    while (true) {
        const std::uint32_t seen = progress_now();
        if (over()) {
            return;
        }
        shared_.waiters.fetch_add(1, std::memory_order_relaxed);
        unseen_barrier();
        futex_wait(shared_.progress, seen);
        shared_.waiters.fetch_sub(1, std::memory_order_relaxed);
    }
}

template <class Condition>
Case::Wait Case::wait_until(Condition condition) {
    for (int spins = spinning_pays ? waiter_spins : 0; spins > 0 && !condition(); --spins) {
        relax_processor();
    }
    std::optional<Wait> outcome;
    const auto over = [&] {
        // A notice is about this wait: one that comes with what is waited for says nothing about the next.
        const std::uint32_t notices = shared_.stall_notices.load(std::memory_order_relaxed);
        const bool noticed = std::exchange(notices_seen_, notices) != notices;
        if (condition()) {
            outcome = Wait::done;
        } else if (noticed) {
            outcome = Wait::stalled;
        }
        return outcome.has_value();
    };
    shared_.main_waiting.exchange(1, std::memory_order_relaxed);
    block_until(over);
    shared_.main_waiting.store(0, std::memory_order_relaxed);
    return *outcome;
}

template <class Condition>
void Case::actor_waits(Condition condition) {
    const auto over = [&] {
        return condition() || aborted_.load(std::memory_order_relaxed) != 0 ||
               ending_.load(std::memory_order_relaxed) != 0;
    };
    for (int spins = spinning_pays ? waiter_spins : 0; spins > 0 && !over(); --spins) {
        relax_processor();
    }
    if (weak_memory_) {
        resting_actors_.pass();
    }
    block_until(over);
}

}  // namespace wakelaw::conformance
