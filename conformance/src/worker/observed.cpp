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

bool SlotAccess::begin_put() {
    std::uint32_t expected = empty;
    return state_.compare_exchange_strong(expected, busy, std::memory_order_acquire,
                                          std::memory_order_relaxed);
}

void SlotAccess::end_put() { state_.store(full, std::memory_order_release); }

bool SlotAccess::begin_take() {
    std::uint32_t expected = full;
    return state_.compare_exchange_strong(expected, busy, std::memory_order_acquire,
                                          std::memory_order_relaxed);
}

void SlotAccess::end_take() { state_.store(empty, std::memory_order_release); }

bool SlotAccess::begin_use() {
    // No load: it may return an old value, and a step that is left out for that reason proves nothing.
    std::uint32_t state = full;
    while (!state_.compare_exchange_strong(state, state + 1, std::memory_order_acquire,
                                           std::memory_order_relaxed)) {
        if (state < full) {
            return false;
        }
    }
    return true;
}

void SlotAccess::end_use() { state_.fetch_sub(1, std::memory_order_release); }

}  // namespace wakelaw::conformance
