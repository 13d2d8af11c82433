// SPDX-License-Identifier: MIT
#include "memory/atomic_objects.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "memory/address_table.hpp"
#include "runtime/scheduler.hpp"

namespace wakelaw::explore::memory {

namespace {

using runtime::schedule;
using runtime::self;
using runtime::Thread;
using runtime::VectorClock;

struct Store {
    std::uint64_t value;
    std::uint32_t epoch;  ///< of the storing thread
    std::uint32_t step;
    std::uint8_t thread;
    bool sequentially_consistent;
    bool releases;
    VectorClock released;  ///< what an acquire that reads it gets
};

/// Stores are numbered from 0; the last ones are kept.
struct AtomicObject {
    static constexpr std::uint32_t kept = 8;

    std::uint32_t count;
    bool plainly_written;  ///< since the last store
    std::array<Store, kept> stores;
    std::array<std::uint32_t, runtime::most_threads>
        seen;  ///< the latest store that the thread has read or made
    std::array<std::uint32_t, runtime::most_threads> seen_epoch;  ///< when
    std::uint32_t sc_seen;  ///< the latest store that a sequentially consistent operation has read or made
    std::uint32_t sc_seen_step;

    [[nodiscard]] Store& store(std::uint32_t number) { return stores[number % kept]; }
    [[nodiscard]] Store& last() { return store(count - 1); }
    [[nodiscard]] std::uint32_t first_kept() const { return count > kept ? count - kept : 0; }
};

using Objects = AddressTable<AtomicObject, 14>;
constinit Objects objects{};
/// Joined by each sequentially consistent fence.
constinit VectorClock fences;

bool is_weak() { return schedule.options.weak_memory; }
bool is_wanted() { return schedule.options.detect_races || is_weak(); }

bool acquires(Order order) { return order != Order::relaxed && order != Order::release; }
bool releases(Order order) { return order >= Order::release; }

Store& add_store(AtomicObject& object) {
    if (!is_weak()) {
        object.count = 0;
    }
    ++object.count;
    return object.last();
}

/// As if the value had always been there.
void begin_life(AtomicObject& object, std::uint64_t value) {
    object.count = 1;
    object.plainly_written = false;
    // Nobody reads the clock of a store that does not release.
    Store& initial = object.stores[0];
    initial.value = value;
    initial.epoch = 0;
    initial.step = 0;
    initial.thread = 0;
    initial.sequentially_consistent = false;
    initial.releases = false;
    if (is_weak()) {
        object.seen.fill(0);
        object.seen_epoch.fill(0);
    }
    object.sc_seen = 0;
    object.sc_seen_step = 0;
}

AtomicObject& object_at(const void* address, std::uint64_t latest) {
    bool added = false;
    AtomicObject* object = objects.find_or_add(reinterpret_cast<std::uintptr_t>(address), added);
    if (object == nullptr) {
        runtime::end_schedule(Kind::unsupported, "more than " + std::to_string(Objects::most_records) +
                                                     " atomic objects in one schedule");
    }
    if (added || object->plainly_written || object->last().value != latest) {
        begin_life(*object, latest);
    }
    return *object;
}

void note_seen(AtomicObject& object, std::uint32_t number, Order order) {
    if (!is_weak()) {
        return;
    }
    object.seen[self->id] = number;
    object.seen_epoch[self->id] = self->epoch();
    if (order == Order::sequentially_consistent) {
        object.sc_seen = std::max(object.sc_seen, number);
        object.sc_seen_step = schedule.step;
    }
    // What follows is later than this read, for those who ask what happens before.
    self->next_epoch();
}

void read_from(AtomicObject& object, std::uint32_t number, Order order) {
    const Store& store = object.store(number);
    if (store.releases) {
        if (acquires(order)) {
            self->clock.join(store.released);
        } else {
            self->unacquired.join(store.released);
        }
    }
    note_seen(object, number, order);
}

void write(AtomicObject& object, std::uint64_t value, Order order, bool continues_sequence) {
    // A read-modify-write continues the release sequence of the store before it, which may lie in the same
    // place.
    const Store& before = object.last();
    const bool in_sequence = continues_sequence && before.releases;
    Store& store = add_store(object);
    if (!in_sequence) {
        store.released.clear();
    } else if (&store != &before) {
        store.released = before.released;
    }
    store.value = value;
    store.epoch = self->epoch();
    store.step = schedule.step;
    store.thread = static_cast<std::uint8_t>(self->id);
    store.sequentially_consistent = order == Order::sequentially_consistent;
    if (releases(order)) {
        store.released.join(self->clock);
    } else if (self->has_release_fence) {
        store.released.join(self->release_fence);
    }
    store.releases = releases(order) || self->has_release_fence || in_sequence;
    note_seen(object, object.count - 1, order);
    self->next_epoch();
}

/// What is ordered before the load, beyond what happens before it: that which fences of sequential
/// consistency order.
bool is_visible(const Thread& thread, const VectorClock& by_fence, unsigned of, std::uint32_t epoch) {
    return thread.clock.covers(of, epoch) || by_fence.covers(of, epoch);
}

/// The oldest store that the calling thread may read.
std::uint32_t oldest_readable(AtomicObject& object, Order order) {
    const Thread& thread = *self;
    const bool is_sc = order == Order::sequentially_consistent;
    const VectorClock& by_fence = is_sc ? fences : thread.sc_fence;
    std::uint32_t oldest = object.first_kept();
    // A store that is before the load hides those before it; so does one that a read before the load has
    // returned.
    for (std::uint32_t number = object.count - 1; number > oldest; --number) {
        const Store& store = object.store(number);
        const bool hides_by_sc =
            store.sequentially_consistent && (is_sc || store.step <= thread.sc_fence_step);
        if (hides_by_sc || is_visible(thread, by_fence, store.thread, store.epoch)) {
            oldest = number;
            break;
        }
    }
    for (unsigned id = 0; id < VectorClock::width; ++id) {
        const std::uint32_t epoch = object.seen_epoch[id];
        if (object.seen[id] > oldest && (id == thread.id || is_visible(thread, by_fence, id, epoch))) {
            oldest = object.seen[id];
        }
    }
    if (object.sc_seen > oldest && (is_sc || object.sc_seen_step <= thread.sc_fence_step)) {
        oldest = object.sc_seen;
    }
    return oldest;
}

}  // namespace

void forget_atomic_objects() {
    objects.clear();
    fences.clear();
}

std::uint64_t note_load(const void* address, std::uint64_t latest, Order order, bool may_be_stale) {
    if (!is_wanted()) {
        return latest;
    }
    AtomicObject& object = object_at(address, latest);
    std::uint32_t number = object.count - 1;
    if (is_weak() && may_be_stale) {
        const std::uint32_t oldest = oldest_readable(object, order);
        number -= runtime::decide(strategies::Decision::value, number - oldest + 1);
    }
    const std::uint64_t value = object.store(number).value;
    read_from(object, number, order);
    return value;
}

bool note_failed_exchange(const void* address, std::uint64_t latest, std::uint64_t& expected, Order order) {
    const bool fails = latest != expected;
    if (!is_wanted()) {
        expected = latest;
        return fails;
    }
    AtomicObject& object = object_at(address, latest);
    const std::uint32_t last = object.count - 1;
    // A failure is a load, of any value that a load could return and that is not the expected one. The
    // alternatives: what the latest value leads to, then the older stores, from the youngest on.
    std::array<std::uint32_t, AtomicObject::kept> stale{};
    unsigned alternatives = 1;
    for (std::uint32_t number = last; is_weak() && number > oldest_readable(object, order);) {
        --number;
        if (object.store(number).value != expected) {
            stale[alternatives++ - 1] = number;
        }
    }
    const unsigned choice = runtime::decide(strategies::Decision::value, alternatives);
    if (choice == 0 && !fails) {
        return false;
    }
    const std::uint32_t number = choice == 0 ? last : stale[choice - 1];
    expected = object.store(number).value;
    read_from(object, number, order);
    return true;
}

void note_store(const void* address, std::uint64_t before, std::uint64_t value, Order order) {
    if (is_wanted()) {
        write(object_at(address, before), value, order, false);
    }
}

void note_update(const void* address, std::uint64_t before, std::uint64_t after, Order order) {
    if (is_wanted()) {
        AtomicObject& object = object_at(address, before);
        read_from(object, object.count - 1, order);
        write(object, after, order, true);
    }
}

void note_fence(Order order) {
    Thread& thread = *self;
    if (acquires(order)) {
        thread.clock.join(thread.unacquired);
    }
    if (order == Order::sequentially_consistent) {
        fences.join(thread.clock);
        thread.sc_fence.assign(fences);
        thread.sc_fence_step = schedule.step;
    }
    if (releases(order)) {
        thread.release_fence.assign(thread.clock);
        thread.has_release_fence = true;
    }
    thread.next_epoch();
}

void note_plain_write(const volatile void* address) {
    if (is_weak()) {
        if (AtomicObject* object = objects.find(reinterpret_cast<std::uintptr_t>(address))) {
            object->plainly_written = true;
        }
    }
}

}  // namespace wakelaw::explore::memory
