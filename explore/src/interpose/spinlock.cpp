// SPDX-License-Identifier: MIT
// pthread's spin locks. The real object keeps its state; it is only ever tried.
#include <pthread.h>

#include <cerrno>

#include "memory/happens_before.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"

namespace {

using namespace wakelaw::explore::runtime;
namespace memory = wakelaw::explore::memory;

WAKELAW_REAL(pthread_spin_lock, real_lock);
WAKELAW_REAL(pthread_spin_trylock, real_trylock);
WAKELAW_REAL(pthread_spin_unlock, real_unlock);

const void* address(pthread_spinlock_t* lock) { return const_cast<int*>(lock); }

void note_taken(pthread_spinlock_t* lock, const void* where) {
    memory::acquire(address(lock));
    note_held(address(lock));
    note_effect();
    log_event(Operation::lock, address(lock), where);
}

}  // namespace

extern "C" {

int pthread_spin_lock(pthread_spinlock_t* lock) noexcept {
    if (!is_controlled()) {
        return real_lock(lock);
    }
    const Suspend suspend;
    scheduling_point(Operation::lock, address(lock), true, WAKELAW_CALLER);
    while (real_trylock(lock) != 0) {
        block(Operation::lock, address(lock), Blocked::never);
    }
    note_taken(lock, WAKELAW_CALLER);
    return 0;
}

int pthread_spin_trylock(pthread_spinlock_t* lock) noexcept {
    if (!is_controlled()) {
        return real_trylock(lock);
    }
    const Suspend suspend;
    scheduling_point(Operation::lock, address(lock), true, WAKELAW_CALLER);
    const int error = real_trylock(lock);
    if (error == 0) {
        note_taken(lock, WAKELAW_CALLER);
    } else {
        note_read(address(lock), 0);
    }
    return error;
}

int pthread_spin_unlock(pthread_spinlock_t* lock) noexcept {
    if (!is_inside()) {
        return real_unlock(lock);
    }
    const bool controlled = is_controlled();
    const Suspend suspend;
    if (controlled) {
        note_released(address(lock));
        memory::release(address(lock));
    }
    const int error = real_unlock(lock);
    wake_all(Operation::lock, address(lock));
    if (controlled) {
        log_event(Operation::unlock, address(lock), WAKELAW_CALLER);
        note_effect();
    }
    return error;
}
}
