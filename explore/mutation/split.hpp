// SPDX-License-Identifier: MIT
//
// What a mutant does in the place of an atomic read-modify-write: a load and a store. The orders are kept as
// strong as they can be, so that only the atomicity is lost.
#pragma once

#include <atomic>

namespace wakelaw::explore::mutation::split {

template <class T, class... Order>
bool compare_exchange(std::atomic<T>& atomic, T& expected, std::type_identity_t<T> desired,
                      Order... /*orders*/) {
    const T current = atomic.load();
    if (current != expected) {
        expected = current;
        return false;
    }
    atomic.store(desired);
    return true;
}

template <class T, class... Order>
T exchange(std::atomic<T>& atomic, std::type_identity_t<T> desired, Order... /*orders*/) {
    const T before = atomic.load();
    atomic.store(desired);
    return before;
}

template <class T, class... Order>
T fetch_add(std::atomic<T>& atomic, std::type_identity_t<T> operand, Order... /*orders*/) {
    const T before = atomic.load();
    atomic.store(before + operand);
    return before;
}

template <class T, class... Order>
T fetch_sub(std::atomic<T>& atomic, std::type_identity_t<T> operand, Order... /*orders*/) {
    const T before = atomic.load();
    atomic.store(before - operand);
    return before;
}

template <class T, class... Order>
T fetch_or(std::atomic<T>& atomic, std::type_identity_t<T> operand, Order... /*orders*/) {
    const T before = atomic.load();
    atomic.store(before | operand);
    return before;
}

}  // namespace wakelaw::explore::mutation::split
