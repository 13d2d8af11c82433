// SPDX-License-Identifier: MIT
/// \file
/// The actors' threads in a worker that is not controlled. They live as long as the worker: creating a thread
/// costs more than most cases.
#include <array>
#include <atomic>
#include <thread>

#include "worker/case.hpp"
#include "worker/futex.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

namespace {

constexpr int idle_spins = 300;

/// For each actor the number of the case it shall act in; it acts once in each. A word of its own, so that
/// only those are woken that have something to do, and one that comes late for a case does not act in the
/// next.
std::array<std::atomic<std::uint32_t>, scenario::max_actors> calls{};
std::atomic<std::uint32_t> expected{0};
std::atomic<std::uint32_t> acted{0};
bool started = false;

[[noreturn]] void actor_thread(Case& the_case, std::uint16_t number) {
    Recorder::this_thread_is(static_cast<std::uint8_t>(1 + number));
    std::atomic<std::uint32_t>& call = calls[number];
    for (std::uint32_t seen = 0;; ++seen) {
        for (int spins = idle_spins; spins > 0 && call.load(std::memory_order_relaxed) == seen; --spins) {
            relax_processor();
        }
        while (call.load(std::memory_order_acquire) == seen) {
            futex_wait(call, seen);
        }
        the_case.act(*the_case.actor(number));
        acted.fetch_add(1, std::memory_order_release);
        the_case.changed();
    }
}

}  // namespace

void begin_acting(Case& the_case) {
    std::uint16_t count = 0;
    while (the_case.actor(count) != nullptr) {
        ++count;
    }
    acted.store(0, std::memory_order_relaxed);
    expected.store(count, std::memory_order_relaxed);
    if (count != 0 && !started) {
        started = true;
        for (std::uint16_t number = 0; number < scenario::max_actors; ++number) {
            std::thread([&the_case, number] { actor_thread(the_case, number); }).detach();
        }
    }
    for (std::uint16_t number = 0; number < count; ++number) {
        calls[number].fetch_add(1, std::memory_order_release);
    }
    for (std::uint16_t number = 0; number < count; ++number) {
        futex_wake_all(calls[number]);
    }
}

void end_acting() {}

bool all_acted() { return acted.load(std::memory_order_acquire) == expected.load(std::memory_order_relaxed); }

}  // namespace wakelaw::conformance
