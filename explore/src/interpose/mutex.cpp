// SPDX-License-Identifier: MIT
// Mutexes. The real object keeps its state, kind and owner; it is only ever tried, never waited for.
#include "interpose/mutex.hpp"

#include <cerrno>

#include "memory/happens_before.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/virtual_time.hpp"

namespace {

using namespace wakelaw::explore::runtime;
using wakelaw::explore::interpose::lock_mutex;
using wakelaw::explore::interpose::unlock_mutex;
namespace memory = wakelaw::explore::memory;

WAKELAW_REAL(pthread_mutex_lock, real_lock);
WAKELAW_REAL(pthread_mutex_trylock, real_trylock);
WAKELAW_REAL(pthread_mutex_unlock, real_unlock);
WAKELAW_REAL(pthread_mutex_timedlock, real_timedlock);
WAKELAW_REAL(pthread_mutex_clocklock, real_clocklock);

bool is_taken(int error) { return error == 0 || error == EOWNERDEAD; }

void note_taken(pthread_mutex_t* mutex) {
    memory::acquire(mutex);
    note_held(mutex);
    note_effect();
}

int controlled_lock(pthread_mutex_t* mutex, std::uint64_t deadline, const void* where) {
    const Suspend suspend;
    scheduling_point(Operation::lock, mutex, true, where);
    const int error = lock_mutex(mutex, deadline);
    log_event(Operation::lock, mutex, where);
    return error;
}

}  // namespace

namespace wakelaw::explore::interpose {

int lock_mutex(pthread_mutex_t* mutex, std::uint64_t deadline) {
    int error = real_trylock(mutex);
    while (error == EBUSY) {
        if (!block(Operation::lock, mutex, deadline)) {
            return ETIMEDOUT;
        }
        error = real_trylock(mutex);
    }
    if (is_taken(error)) {
        note_taken(mutex);
    }
    return error;
}

int unlock_mutex(pthread_mutex_t* mutex) {
    note_released(mutex);
    memory::release(mutex);
    const int error = real_unlock(mutex);
    wake_all(Operation::lock, mutex);
    return error;
}

}  // namespace wakelaw::explore::interpose

extern "C" {

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
    if (!is_controlled()) {
        return real_lock(mutex);
    }
    return controlled_lock(mutex, Blocked::never, WAKELAW_CALLER);
}

int pthread_mutex_timedlock(pthread_mutex_t* mutex, const timespec* until) noexcept {
    if (!is_controlled()) {
        return real_timedlock(mutex, until);
    }
    return controlled_lock(mutex, deadline_of(*until, CLOCK_REALTIME), WAKELAW_CALLER);
}

int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const timespec* until) noexcept {
    if (!is_controlled()) {
        return real_clocklock(mutex, clock, until);
    }
    return controlled_lock(mutex, deadline_of(*until, clock), WAKELAW_CALLER);
}

int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
    if (!is_controlled()) {
        return real_trylock(mutex);
    }
    const Suspend suspend;
    scheduling_point(Operation::lock, mutex, true, WAKELAW_CALLER);
    const int error = real_trylock(mutex);
    if (is_taken(error)) {
        note_taken(mutex);
    } else {
        note_read(mutex, 0);
    }
    log_event(Operation::lock, mutex, WAKELAW_CALLER);
    return error;
}

int pthread_mutex_unlock(pthread_mutex_t* mutex) noexcept {
    if (!is_inside()) {
        return real_unlock(mutex);
    }
    if (!is_controlled()) {
        // Suspended, as in a hook: those who wait must know, and nothing else happens.
        const int error = real_unlock(mutex);
        wake_all(Operation::lock, mutex);
        return error;
    }
    const Suspend suspend;
    const int error = unlock_mutex(mutex);
    log_event(Operation::unlock, mutex, WAKELAW_CALLER);
    return error;
}
}
