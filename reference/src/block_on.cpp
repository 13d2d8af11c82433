// SPDX-License-Identifier: MIT
#include <wakelaw/block_on.hpp>

namespace wakelaw::detail {

void Parker::park() noexcept {
    std::uint32_t state = EMPTY;
    if (state_.compare_exchange_strong(state, PARKED, std::memory_order_acquire, std::memory_order_relaxed)) {
        do {
            state_.wait(PARKED, std::memory_order_relaxed);
        } while (state_.load(std::memory_order_relaxed) == PARKED);
    }
    // Take the permit with an exchange, not with a store: it must acquire from every unpark.
    state_.exchange(EMPTY, std::memory_order_acquire);
}

void Parker::unpark() noexcept {
    // Nothing but the count of the caller's waker keeps *this alive after the exchange; it is enough for the
    // notify.
    if (state_.exchange(PERMIT, std::memory_order_acq_rel) == PARKED)
        state_.notify_one();
}

}  // namespace wakelaw::detail
