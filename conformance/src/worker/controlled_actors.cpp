// SPDX-License-Identifier: MIT
/// \file
/// The actors' threads in a controlled worker: made for each schedule, so that every schedule begins alike.
/// Their creation orders what main did before them, as the hand-over does in the other flavours.
#include <array>
#include <atomic>
#include <thread>

#include "worker/case.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

namespace {

std::array<std::thread, scenario::max_actors> threads;
std::atomic<std::uint32_t> acted{0};
std::uint32_t expected = 0;

}  // namespace

void begin_acting(Case& the_case) {
    acted.store(0, std::memory_order_relaxed);
    expected = 0;
    while (the_case.actor(static_cast<std::uint16_t>(expected)) != nullptr) {
        ++expected;
    }
    for (std::uint16_t number = 0; number < expected; ++number) {
        threads[number] = std::thread([&the_case, number] {
            Recorder::this_thread_is(static_cast<std::uint8_t>(1 + number));
            the_case.act(*the_case.actor(number));
            acted.fetch_add(1, std::memory_order_relaxed);
            the_case.changed();
        });
    }
}

bool all_acted() { return acted.load(std::memory_order_relaxed) == expected; }

void end_acting() {
    for (std::thread& one : threads) {
        if (one.joinable()) {
            one.join();
        }
    }
}

}  // namespace wakelaw::conformance
