// SPDX-License-Identifier: MIT
#include "worker/recorder.hpp"

#include "scenario/scenario.hpp"
#include "worker/flavour.hpp"

namespace wakelaw::conformance {

namespace {

constinit Recorder the_recorder;

struct ThreadNumber {
    std::uint64_t case_number = 0;
    std::uint8_t number = 0;
    bool fixed = false;  // main and the actors keep their number from case to case
};
constinit thread_local ThreadNumber this_thread;

constexpr std::uint8_t first_foreign_number = 1 + scenario::max_actors;

}  // namespace

Recorder& recorder() { return the_recorder; }

void Recorder::this_thread_is(std::uint8_t number) {
    this_thread.number = number;
    // A thread of a controlled worker lives for one schedule, and its thread-local storage may serve another
    // thread then.
    this_thread.fixed = !under_control;
    this_thread.case_number = the_recorder.case_number();
}

void Recorder::start_case(Lane& lane, std::uint64_t case_number) {
    case_number_.store(case_number, std::memory_order_relaxed);
    threads_.store(first_foreign_number, std::memory_order_relaxed);
    lane_.store(&lane, std::memory_order_release);
}

void Recorder::stop() { lane_.store(nullptr, std::memory_order_relaxed); }

std::uint8_t Recorder::thread_number() {
    const std::uint64_t current = case_number_.load(std::memory_order_relaxed);
    if (!this_thread.fixed && this_thread.case_number != current) {
        this_thread.case_number = current;
        this_thread.number = threads_.fetch_add(1, std::memory_order_relaxed);
    }
    return this_thread.number;
}

void Recorder::record(trace::Kind kind, std::uint16_t task, std::uint16_t object, std::uint16_t flags,
                      std::uint64_t value) {
    Lane* const lane = lane_.load(std::memory_order_acquire);
    if (lane == nullptr) {
        return;
    }
    const std::uint64_t index = lane->cursor.fetch_add(1, std::memory_order_relaxed);
    if (index >= lane_events) {
        return;  // the supervisor sees the cursor beyond the end and takes the case for truncated
    }
    trace::Event event;
    event.kind = kind;
    event.thread = thread_number();
    event.task = task;
    event.object = object;
    event.flags = flags;
    SharedEvent& place = lane->events[index];
    place.value.store(value, std::memory_order_relaxed);
    place.head.store(pack_head(event), std::memory_order_relaxed);
}

}  // namespace wakelaw::conformance
