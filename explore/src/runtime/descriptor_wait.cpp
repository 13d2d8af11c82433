// SPDX-License-Identifier: MIT
#include "runtime/descriptor_wait.hpp"

#include "runtime/scheduler.hpp"

namespace wakelaw::explore::runtime {

namespace {

bool waits_for_the_kernel(const Thread& thread) {
    return thread.state == ThreadState::blocked && thread.blocked.ready != nullptr;
}

}  // namespace

bool wake_ready_waiters() {
    bool woken = false;
    for (unsigned id = 0; id < VectorClock::width; ++id) {
        Thread& thread = schedule.threads[id];
        if (waits_for_the_kernel(thread) && thread.blocked.ready(thread.blocked.object)) {
            make_runnable(thread);
            woken = true;
        }
    }
    return woken;
}

bool somebody_waits_for_descriptors() {
    for (unsigned id = 0; id < VectorClock::width; ++id) {
        if (waits_for_the_kernel(schedule.threads[id])) {
            return true;
        }
    }
    return false;
}

}  // namespace wakelaw::explore::runtime
