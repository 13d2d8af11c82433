// SPDX-License-Identifier: MIT
#include "worker/relay.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <utility>

#include "worker/probe.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

namespace {

using trace::Kind;

struct Relay {
    std::atomic<std::uint64_t> serial{0};
    /// The wakers with this serial number, and one more as long as `inner` is in use. 0: the place is free.
    std::atomic<std::int32_t> references{0};
    std::atomic<std::uint16_t> joiner{0};
    std::atomic<std::uint16_t> target{0};
    Slot inner;
};

/// Relays outlive handles, executors and cases, and are told apart by their serial numbers.
constexpr std::size_t pool_size = 2048;
std::array<Relay, pool_size> pool;
std::atomic<std::uint64_t> next_serial{1};
std::atomic<std::uint64_t> first_of_case{1};

/// The latest relay for the handle of each task, by its number modulo the table's size.
constexpr std::size_t numbers = 2048;
std::array<std::atomic<std::uint64_t>, numbers> latest;

std::uint64_t serial_of(const void* data) {
    return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(data));
}

/// Null: it belongs to an earlier case.
Relay* find(std::uint64_t serial) {
    Relay& relay = pool[serial % pool_size];
    const bool current = relay.serial.load(std::memory_order_relaxed) == serial &&
                         serial >= first_of_case.load(std::memory_order_relaxed);
    return current ? &relay : nullptr;
}

std::uint64_t number_in_case(std::uint64_t serial) {
    return serial - first_of_case.load(std::memory_order_relaxed) + 1;
}

void record_of(Kind kind, const Relay& relay, std::uint64_t serial) {
    record(kind, relay.joiner.load(std::memory_order_relaxed), relay.target.load(std::memory_order_relaxed),
           0, number_in_case(serial));
}

void pass_on(Relay& relay, std::uint64_t serial) {
    record_of(Kind::join_woken, relay, serial);
    const std::uint16_t target = relay.target.load(std::memory_order_relaxed);
    if (latest[target % numbers].load(std::memory_order_relaxed) != serial) {
        return;
    }
    std::uint16_t task = 0;
    if (std::optional<Waker> taken = relay.inner.take(task)) {
        record(Kind::wake_begin, task, trace::in_hand);
        std::uint16_t flags = 0;
        try {
            std::move(*taken).wake();
        } catch (...) {
            flags = trace::flag::threw;
        }
        record(Kind::wake_end, task, trace::in_hand, flags);
    }
}

/// Of a handle that was never let go of: whoever leaked the handle has leaked this waker too.
void forget_inner_waker(Relay& relay) {
    std::uint16_t owner = 0;
    if (std::optional<Waker> forgotten = relay.inner.take(owner)) {
        (void)std::move(*forgotten).into_raw();
    }
}

void end_instance(Relay& relay) {
    if (relay.references.fetch_sub(1, std::memory_order_acq_rel) != 2) {
        return;
    }
    std::uint16_t task = 0;
    if (std::optional<Waker> taken = relay.inner.take(task)) {
        record(Kind::drop_begin, task, trace::in_hand);
        { const Waker dropped(std::move(*taken)); }
        record(Kind::drop_end, task, trace::in_hand);
    }
    relay.references.store(0, std::memory_order_release);
}

RawWaker clone_relay(const void* data);

void wake_relay_by_ref(const void* data) {
    const std::uint64_t serial = serial_of(data);
    if (Relay* const relay = find(serial)) {
        pass_on(*relay, serial);
    }
}

void drop_relay(const void* data) {
    if (Relay* const relay = find(serial_of(data))) {
        end_instance(*relay);
    }
}

void wake_relay(const void* data) {
    wake_relay_by_ref(data);
    drop_relay(data);
}

constexpr RawWakerVTable table{&clone_relay, &wake_relay, &wake_relay_by_ref, &drop_relay};

RawWaker clone_relay(const void* data) {
    if (Relay* const relay = find(serial_of(data))) {
        relay->references.fetch_add(1, std::memory_order_relaxed);
    }
    return {data, &table};
}

/// The next serial number whose place in the pool is free: a handle may keep one waker while thousands of
/// others come and go.
std::uint64_t take_serial() {
    const std::uint64_t first = first_of_case.load(std::memory_order_relaxed);
    std::uint64_t serial = next_serial.fetch_add(1, std::memory_order_relaxed);
    for (std::size_t tries = 1; tries < pool_size; ++tries) {
        const Relay& relay = pool[serial % pool_size];
        if (relay.serial.load(std::memory_order_relaxed) < first ||
            relay.references.load(std::memory_order_acquire) <= 0) {
            break;
        }
        serial = next_serial.fetch_add(1, std::memory_order_relaxed);
    }
    return serial;
}

std::uint64_t make_relay(Waker&& inner, std::uint16_t joiner, std::uint16_t target) {
    const std::uint64_t serial = take_serial();
    Relay& relay = pool[serial % pool_size];
    forget_inner_waker(relay);
    relay.joiner.store(joiner, std::memory_order_relaxed);
    relay.target.store(target, std::memory_order_relaxed);
    relay.references.store(2, std::memory_order_relaxed);
    Waker kept(std::move(inner));
    relay.inner.put(kept, joiner);
    relay.serial.store(serial, std::memory_order_relaxed);
    latest[target % numbers].store(serial, std::memory_order_relaxed);
    return serial;
}

const void* to_data(std::uint64_t serial) {
    return reinterpret_cast<const void*>(static_cast<std::uintptr_t>(serial));
}

}  // namespace

LentRelay::LentRelay(Waker&& inner, std::uint16_t joiner, std::uint16_t target)
    : serial_(make_relay(std::move(inner), joiner, target)),
      waker_(Waker::from_raw({to_data(serial_), &table})) {}

LentRelay::~LentRelay() = default;

std::uint64_t LentRelay::number() const { return number_in_case(serial_); }

void forget_relays() {
    const std::uint64_t next = next_serial.load(std::memory_order_relaxed);
    const std::uint64_t first = first_of_case.load(std::memory_order_relaxed);
    for (std::uint64_t serial = first; serial < std::min(next, first + pool_size); ++serial) {
        Relay& relay = pool[serial % pool_size];
        forget_inner_waker(relay);
        relay.references.store(0, std::memory_order_relaxed);
    }
    first_of_case.store(next, std::memory_order_relaxed);
}

void record_held_relays() {
    const std::uint64_t end = next_serial.load(std::memory_order_relaxed);
    for (std::uint64_t serial = first_of_case.load(std::memory_order_relaxed); serial < end; ++serial) {
        Relay* const relay = find(serial);
        if (relay != nullptr && relay->references.load(std::memory_order_relaxed) > 1) {
            record_of(Kind::join_waker_held, *relay, serial);
        }
    }
}

}  // namespace wakelaw::conformance
