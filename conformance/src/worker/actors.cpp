// SPDX-License-Identifier: MIT
/// \file
/// The actors' threads. They live as long as the worker: creating a thread costs more than most cases.
#include <atomic>
#include <thread>

#include "worker/case.hpp"
#include "worker/futex.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

namespace {

constexpr int idle_spins = 300;

/// The number of the present call of begin_acting, times four, plus how many actors it is for. In one word, so
/// that a thread that comes late for one case does not act in the next.
std::atomic<std::uint32_t> call{0};
std::atomic<std::uint32_t> expected{0};
std::atomic<std::uint32_t> acted{0};
bool started = false;
static_assert(scenario::max_actors < 4);

[[noreturn]] void actor_thread(Case& the_case, std::uint16_t number) {
    Recorder::this_thread_is(static_cast<std::uint8_t>(1 + number));
    std::uint32_t seen = 0;
    while (true) {
        for (int spins = idle_spins; spins > 0 && call.load(std::memory_order_relaxed) == seen; --spins) {
            relax_processor();
        }
        std::uint32_t now = call.load(std::memory_order_acquire);
        while (now == seen) {
            futex_wait(call, seen);
            now = call.load(std::memory_order_acquire);
        }
        seen = now;
        if (number < now % 4) {
            the_case.act(*the_case.actor(number));
            acted.fetch_add(1, std::memory_order_release);
            the_case.changed();
        }
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
    if (count == 0) {
        return;
    }
    if (!started) {
        started = true;
        for (std::uint16_t number = 0; number < scenario::max_actors; ++number) {
            std::thread([&the_case, number] { actor_thread(the_case, number); }).detach();
        }
    }
    call.store((call.load(std::memory_order_relaxed) / 4 + 1) * 4 + count, std::memory_order_release);
    futex_wake_all(call);
}

bool all_acted() { return acted.load(std::memory_order_acquire) == expected.load(std::memory_order_relaxed); }

}  // namespace wakelaw::conformance
