// SPDX-License-Identifier: MIT
// Atomic operations, as the compiler calls them with -fsanitize=thread. Each is a scheduling point.
// NOLINTBEGIN(bugprone-reserved-identifier,bugprone-macro-parentheses): the names and signatures are the
// compiler's
#include "memory/atomic_objects.hpp"
#include "memory/race_detector.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"

namespace {

using namespace wakelaw::explore::runtime;
using wakelaw::explore::memory::AccessKind;
using wakelaw::explore::memory::check_access;
using wakelaw::explore::memory::Order;
namespace memory = wakelaw::explore::memory;

using Byte = unsigned char;
using Short = unsigned short;
using Word = unsigned int;
using Long = unsigned long;
__extension__ using Wide = unsigned __int128;

Order order_of(int number) { return static_cast<Order>(number & 7); }

template <class Value>
const void* plain(const volatile Value* object) {
    return const_cast<const Value*>(object);
}

// 16 bytes at once: g++ calls libatomic for the __atomic functions, and has the __sync ones.

template <class Value>
bool raw_compare_exchange(volatile Value* object, Value* expected, Value desired) {
    if constexpr (sizeof(Value) <= sizeof(Long)) {
        return __atomic_compare_exchange_n(object, expected, desired, false, __ATOMIC_SEQ_CST,
                                           __ATOMIC_SEQ_CST);
    } else {
        const Value before = __sync_val_compare_and_swap(object, *expected, desired);
        const bool exchanged = before == *expected;
        *expected = before;
        return exchanged;
    }
}

template <class Value>
Value raw_load(const volatile Value* object) {
    if constexpr (sizeof(Value) <= sizeof(Long)) {
        return __atomic_load_n(object, __ATOMIC_SEQ_CST);
    } else {
        Value value = 0;
        raw_compare_exchange(const_cast<volatile Value*>(object), &value, value);
        return value;
    }
}

template <class Value>
void raw_store(volatile Value* object, Value value) {
    if constexpr (sizeof(Value) <= sizeof(Long)) {
        __atomic_store_n(object, value, __ATOMIC_SEQ_CST);
    } else {
        Value before = raw_load(object);
        while (!raw_compare_exchange(object, &before, value)) {
        }
    }
}

/// What the history of an object keeps of a value. Of 16 bytes it is a digest, from which the value does not
/// come back: loads of such objects are never stale.
template <class Value>
std::uint64_t remembered(Value value) {
    if constexpr (sizeof(Value) <= sizeof(Long)) {
        return value;
    } else {
        constexpr std::uint64_t odd = 0x9e3779b97f4a7c15U;
        return static_cast<std::uint64_t>(value) ^ (static_cast<std::uint64_t>(value >> 64U) * odd);
    }
}

template <class Value>
Value noted_load(const volatile Value* object, Value latest, Order order, bool may_be_stale) {
    if constexpr (sizeof(Value) <= sizeof(Long)) {
        return static_cast<Value>(memory::note_load(plain(object), latest, order, may_be_stale));
    } else {
        (void)memory::note_load(plain(object), remembered(latest), order, false);
        return latest;
    }
}

template <class Value>
void check(const volatile Value* object, AccessKind kind, const void* where) {
    if (schedule.options.detect_races) {
        check_access(object, sizeof(Value), kind, where);
    }
}

template <class Value>
Value load(const volatile Value* object, int order, const void* where) {
    if (!is_controlled()) {
        return raw_load(object);
    }
    const Suspend suspend;
    scheduling_point(Operation::load, plain(object), false, where);
    check(object, AccessKind::atomic_read, where);
    const Value latest = raw_load(object);
    const Value value = noted_load(object, latest, order_of(order), true);
    log_value(Operation::load, plain(object), remembered(value), where);
    note_read(plain(object), remembered(value));
    return value;
}

template <class Value>
void store(volatile Value* object, Value value, int order, const void* where) {
    if (!is_controlled()) {
        raw_store(object, value);
        return;
    }
    const Suspend suspend;
    scheduling_point(Operation::store, plain(object), true, where);
    check(object, AccessKind::atomic_write, where);
    memory::note_store(plain(object), remembered(raw_load(object)), remembered(value), order_of(order));
    raw_store(object, value);
    log_value(Operation::store, plain(object), remembered(value), where);
    note_effect();
}

template <class Value, class Function>
Value uncontrolled_update(volatile Value* object, Function function) {
    Value before = raw_load(object);
    while (!raw_compare_exchange(object, &before, function(before))) {
    }
    return before;
}

template <class Value, class Function>
Value update(volatile Value* object, int order, const void* where, Function function) {
    if (!is_controlled()) {
        return uncontrolled_update(object, function);
    }
    const Suspend suspend;
    scheduling_point(Operation::update, plain(object), true, where);
    check(object, AccessKind::atomic_write, where);
    const Value before = raw_load(object);
    const Value after = function(before);
    memory::note_update(plain(object), remembered(before), remembered(after), order_of(order));
    raw_store(object, after);
    log_value(Operation::update, plain(object), remembered(after), where);
    // An exchange that changes nothing may be the loop of a spin lock.
    if (after == before) {
        note_read(plain(object), remembered(after));
    } else {
        note_effect();
    }
    return before;
}

/// Whether the exchange fails; if so, `expected` is what it has read.
template <class Value>
bool fails_to_exchange(const volatile Value* object, Value latest, Value* expected, Order order) {
    if constexpr (sizeof(Value) <= sizeof(Long)) {
        std::uint64_t read = *expected;
        const bool fails = memory::note_failed_exchange(plain(object), latest, read, order);
        *expected = static_cast<Value>(read);
        return fails;
    } else {
        const bool fails = latest != *expected;
        *expected = fails ? noted_load(object, latest, order, false) : *expected;
        return fails;
    }
}

/// `weak`: it may fail without a cause.
template <class Value>
bool compare_exchange(volatile Value* object, Value* expected, Value desired, int order, int failure_order,
                      bool weak, const void* where) {
    if (!is_controlled()) {
        return raw_compare_exchange(object, expected, desired);
    }
    const Suspend suspend;
    scheduling_point(Operation::update, plain(object), true, where);
    const Value before = raw_load(object);
    if (fails_to_exchange(object, before, expected, order_of(failure_order))) {
        check(object, AccessKind::atomic_read, where);
        log_value(Operation::load, plain(object), remembered(*expected), where);
        note_read(plain(object), remembered(*expected));
        return false;
    }
    if (weak && decide_spurious()) {
        check(object, AccessKind::atomic_read, where);
        *expected = noted_load(object, before, order_of(failure_order), false);
        log_event(Operation::spurious_failure, plain(object), where);
        return false;
    }
    check(object, AccessKind::atomic_write, where);
    memory::note_update(plain(object), remembered(before), remembered(desired), order_of(order));
    raw_store(object, desired);
    log_value(Operation::update, plain(object), remembered(desired), where);
    note_effect();
    return true;
}

void fence(int order, const void* where) {
    if (!is_controlled()) {
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        return;
    }
    const Suspend suspend;
    // Without an object: its order with any other operation may matter.
    scheduling_point(Operation::fence, nullptr, true, where);
    memory::note_fence(order_of(order));
    log_event(Operation::fence, nullptr, where);
}

}  // namespace

// The names are the compiler's: __tsan_atomic<bits>_<operation>.
#define WAKELAW_UPDATE(bits, Value, name, expression)                                                  \
    Value __tsan_atomic##bits##_##name(volatile Value* object, Value operand, int order) {             \
        return update<Value>(object, order, WAKELAW_CALLER, [operand]([[maybe_unused]] Value before) { \
            return static_cast<Value>(expression);                                                     \
        });                                                                                            \
    }
#define WAKELAW_ATOMIC(bits, Value)                                                                         \
    Value __tsan_atomic##bits##_load(const volatile Value* object, int order) {                             \
        return load<Value>(object, order, WAKELAW_CALLER);                                                  \
    }                                                                                                       \
    void __tsan_atomic##bits##_store(volatile Value* object, Value value, int order) {                      \
        store<Value>(object, value, order, WAKELAW_CALLER);                                                 \
    }                                                                                                       \
    WAKELAW_UPDATE(bits, Value, exchange, operand)                                                          \
    WAKELAW_UPDATE(bits, Value, fetch_add, before + operand)                                                \
    WAKELAW_UPDATE(bits, Value, fetch_sub, before - operand)                                                \
    WAKELAW_UPDATE(bits, Value, fetch_and, before& operand)                                                 \
    WAKELAW_UPDATE(bits, Value, fetch_or, before | operand)                                                 \
    WAKELAW_UPDATE(bits, Value, fetch_xor, before ^ operand)                                                \
    WAKELAW_UPDATE(bits, Value, fetch_nand, ~(before & operand))                                            \
    int __tsan_atomic##bits##_compare_exchange_strong(volatile Value* object, Value* expected,              \
                                                      Value desired, int order, int failure_order) {        \
        return compare_exchange<Value>(object, expected, desired, order, failure_order, false,              \
                                       WAKELAW_CALLER);                                                     \
    }                                                                                                       \
    int __tsan_atomic##bits##_compare_exchange_weak(volatile Value* object, Value* expected, Value desired, \
                                                    int order, int failure_order) {                         \
        return compare_exchange<Value>(object, expected, desired, order, failure_order, true,               \
                                       WAKELAW_CALLER);                                                     \
    }                                                                                                       \
    Value __tsan_atomic##bits##_compare_exchange_val(volatile Value* object, Value expected, Value desired, \
                                                     int order, int failure_order) {                        \
        compare_exchange<Value>(object, &expected, desired, order, failure_order, false, WAKELAW_CALLER);   \
        return expected;                                                                                    \
    }

extern "C" {

WAKELAW_ATOMIC(8, Byte)
WAKELAW_ATOMIC(16, Short)
WAKELAW_ATOMIC(32, Word)
WAKELAW_ATOMIC(64, Long)
WAKELAW_ATOMIC(128, Wide)

void __tsan_atomic_thread_fence(int order) { fence(order, WAKELAW_CALLER); }
void __tsan_atomic_signal_fence(int /*order*/) {}
}
// NOLINTEND(bugprone-reserved-identifier,bugprone-macro-parentheses)
