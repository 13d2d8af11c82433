// SPDX-License-Identifier: MIT
// Atomic objects: what synchronises through them and, with weak memory, which values a load may return.
//
// The model: modification order and the order of sequentially consistent operations are the order of
// execution; no load returns a value that is stored later (no load buffering). Within that, a load may return
// any store that the coherence rules of C++20 ([intro.races], [atomics.order]) leave to it. It finds; it does
// not prove.
#pragma once

#include <cstdint>

namespace wakelaw::explore::memory {

/// The compiler's numbers.
enum class Order : std::uint8_t {
    relaxed,
    consume,
    acquire,
    release,
    acquire_release,
    sequentially_consistent
};

void forget_atomic_objects();

/// The calling thread loads; memory holds `latest`. Returns what it reads: `latest`, or with weak memory an
/// older value by choice.
[[nodiscard]] std::uint64_t note_load(const void* object, std::uint64_t latest, Order order,
                                      bool may_be_stale);
/// A compare-exchange that memory, which holds `latest`, lets succeed or fail: whether it fails nevertheless,
/// since it reads an older value than the latest, by choice. `expected` is then what it reads. Where `latest`
/// is not `expected` it fails in any case.
[[nodiscard]] bool note_failed_exchange(const void* object, std::uint64_t latest, std::uint64_t& expected,
                                        Order order);
/// It stores `value` where memory held `before`.
void note_store(const void* object, std::uint64_t before, std::uint64_t value, Order order);
/// It reads `before` and writes `after` in one step.
void note_update(const void* object, std::uint64_t before, std::uint64_t after, Order order);
void note_fence(Order order);
/// A plain write begins the life of an object anew.
void note_plain_write(const volatile void* object);

}  // namespace wakelaw::explore::memory
