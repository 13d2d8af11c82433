// SPDX-License-Identifier: MIT
#include "memory/happens_before.hpp"

#include "memory/address_table.hpp"
#include "runtime/scheduler.hpp"

namespace wakelaw::explore::memory {

namespace {

using runtime::self;
using runtime::VectorClock;

using Clocks = AddressTable<VectorClock, 15>;
constinit Clocks clocks{};

bool is_wanted() { return runtime::schedule.options.detect_races || runtime::schedule.options.weak_memory; }

}  // namespace

void forget_happens_before() { clocks.clear(); }

void acquire(const void* object) {
    if (is_wanted()) {
        if (const VectorClock* clock = clocks.find(reinterpret_cast<std::uintptr_t>(object))) {
            self->clock.join(*clock);
        }
    }
}

void release(const void* object) {
    if (!is_wanted()) {
        return;
    }
    bool added = false;
    VectorClock* clock = clocks.find_or_add(reinterpret_cast<std::uintptr_t>(object), added);
    if (clock == nullptr) {
        runtime::end_schedule(Kind::unsupported, "more than " + std::to_string(Clocks::most_records) +
                                                     " mutexes and the like in one schedule");
    }
    if (added) {
        clock->clear();
    }
    clock->join(self->clock);
    self->next_epoch();
}

}  // namespace wakelaw::explore::memory
