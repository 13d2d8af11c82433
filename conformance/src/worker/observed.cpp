// SPDX-License-Identifier: MIT
#include "worker/observed.hpp"

namespace wakelaw::conformance {

void write_plainly(std::uint64_t& place, std::uint64_t value) { place = value; }
std::uint64_t read_plainly(const std::uint64_t& place) { return place; }
void write_plainly(std::uint32_t& place, std::uint32_t value) { place = value; }
std::uint32_t read_plainly(const std::uint32_t& place) { return place; }

void OrderPoint::pass() { passed_.fetch_add(1, std::memory_order_acq_rel); }

void HandleAccess::begin() { mutex_.lock(); }
void HandleAccess::end() { mutex_.unlock(); }

// A load, and an exchange that fails, may return an old value, and a step that is left out for that reason
// proves nothing: who is refused asks once more, by an operation that reads the latest.

std::uint32_t SlotAccess::latest() {
    // clang makes a load of it where it sees that nothing is added.
    std::uint32_t nothing = 0;
    asm volatile("" : "+r"(nothing));
    return state_.fetch_add(nothing, std::memory_order_relaxed);
}

bool SlotAccess::change(std::uint32_t from, std::uint32_t to) {
    do {
        std::uint32_t expected = from;
        if (state_.compare_exchange_strong(expected, to, std::memory_order_acquire,
                                           std::memory_order_relaxed)) {
            return true;
        }
    } while (latest() == from);
    return false;
}

bool SlotAccess::begin_put() { return change(empty, busy); }

void SlotAccess::end_put() { state_.store(full, std::memory_order_release); }

bool SlotAccess::begin_take() { return change(full, busy); }

void SlotAccess::end_take() { state_.store(empty, std::memory_order_release); }

bool SlotAccess::begin_use() {
    std::uint32_t state = full;
    while (!change(state, state + 1)) {
        state = latest();
        if (state < full) {
            return false;
        }
    }
    return true;
}

void SlotAccess::end_use() { state_.fetch_sub(1, std::memory_order_release); }

}  // namespace wakelaw::conformance
