// SPDX-License-Identifier: MIT
#include "memory/shadow.hpp"

#include "memory/atomic_objects.hpp"
#include "memory/happens_before.hpp"
#include "memory/heap.hpp"
#include "memory/race_detector.hpp"

namespace wakelaw::explore::memory {

void begin_schedule() {
    forget_happens_before();
    forget_accesses();
    forget_atomic_objects();
    begin_heap();
}

void end_schedule() { end_heap(); }

}  // namespace wakelaw::explore::memory
