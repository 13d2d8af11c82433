// SPDX-License-Identifier: MIT
// Reader-writer locks. The real object keeps its state; it is only ever tried.
#include <pthread.h>

#include <cerrno>

#include "memory/happens_before.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/virtual_time.hpp"

namespace {

using namespace wakelaw::explore::runtime;
namespace memory = wakelaw::explore::memory;

WAKELAW_REAL(pthread_rwlock_rdlock, real_read_lock);
WAKELAW_REAL(pthread_rwlock_wrlock, real_write_lock);
WAKELAW_REAL(pthread_rwlock_tryrdlock, real_try_read_lock);
WAKELAW_REAL(pthread_rwlock_trywrlock, real_try_write_lock);
WAKELAW_REAL(pthread_rwlock_timedrdlock, real_timed_read_lock);
WAKELAW_REAL(pthread_rwlock_timedwrlock, real_timed_write_lock);
WAKELAW_REAL(pthread_rwlock_clockrdlock, real_clock_read_lock);
WAKELAW_REAL(pthread_rwlock_clockwrlock, real_clock_write_lock);
WAKELAW_REAL(pthread_rwlock_unlock, real_unlock);

using Try = int(pthread_rwlock_t*);

int try_lock(Try* attempt, pthread_rwlock_t* lock, Operation operation, const void* where) {
    const int error = attempt(lock);
    if (error == 0) {
        memory::acquire(lock);
        note_held(lock);
        note_effect();
    }
    log_event(operation, lock, where);
    return error;
}

int controlled_try(Try* attempt, pthread_rwlock_t* lock, Operation operation, const void* where) {
    const Suspend suspend;
    scheduling_point(operation, lock, true, where);
    const int error = try_lock(attempt, lock, operation, where);
    if (error != 0) {
        note_read(lock, 0);
    }
    return error;
}

/// Readers and writers wait on one list: an unlock lets all of them try.
int controlled_lock(Try* attempt, pthread_rwlock_t* lock, Operation operation, std::uint64_t deadline,
                    const void* where) {
    const Suspend suspend;
    scheduling_point(operation, lock, true, where);
    int error = try_lock(attempt, lock, operation, where);
    while (error == EBUSY) {
        if (!block(Operation::write_lock, lock, deadline)) {
            return ETIMEDOUT;
        }
        error = try_lock(attempt, lock, operation, where);
    }
    return error;
}

}  // namespace

extern "C" {

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
    if (!is_controlled()) {
        return real_read_lock(lock);
    }
    return controlled_lock(real_try_read_lock.get(), lock, Operation::read_lock, Blocked::never,
                           WAKELAW_CALLER);
}

int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
    if (!is_controlled()) {
        return real_write_lock(lock);
    }
    return controlled_lock(real_try_write_lock.get(), lock, Operation::write_lock, Blocked::never,
                           WAKELAW_CALLER);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t* lock, const timespec* until) noexcept {
    if (!is_controlled()) {
        return real_timed_read_lock(lock, until);
    }
    return controlled_lock(real_try_read_lock.get(), lock, Operation::read_lock,
                           deadline_of(*until, CLOCK_REALTIME), WAKELAW_CALLER);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t* lock, const timespec* until) noexcept {
    if (!is_controlled()) {
        return real_timed_write_lock(lock, until);
    }
    return controlled_lock(real_try_write_lock.get(), lock, Operation::write_lock,
                           deadline_of(*until, CLOCK_REALTIME), WAKELAW_CALLER);
}

int pthread_rwlock_clockrdlock(pthread_rwlock_t* lock, clockid_t clock, const timespec* until) noexcept {
    if (!is_controlled()) {
        return real_clock_read_lock(lock, clock, until);
    }
    return controlled_lock(real_try_read_lock.get(), lock, Operation::read_lock, deadline_of(*until, clock),
                           WAKELAW_CALLER);
}

int pthread_rwlock_clockwrlock(pthread_rwlock_t* lock, clockid_t clock, const timespec* until) noexcept {
    if (!is_controlled()) {
        return real_clock_write_lock(lock, clock, until);
    }
    return controlled_lock(real_try_write_lock.get(), lock, Operation::write_lock, deadline_of(*until, clock),
                           WAKELAW_CALLER);
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock) noexcept {
    if (!is_controlled()) {
        return real_try_read_lock(lock);
    }
    return controlled_try(real_try_read_lock.get(), lock, Operation::read_lock, WAKELAW_CALLER);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t* lock) noexcept {
    if (!is_controlled()) {
        return real_try_write_lock(lock);
    }
    return controlled_try(real_try_write_lock.get(), lock, Operation::write_lock, WAKELAW_CALLER);
}

int pthread_rwlock_unlock(pthread_rwlock_t* lock) noexcept {
    if (!is_inside()) {
        return real_unlock(lock);
    }
    const bool controlled = is_controlled();
    const Suspend suspend;
    if (controlled) {
        note_released(lock);
        memory::release(lock);
    }
    const int error = real_unlock(lock);
    wake_all(Operation::write_lock, lock);
    if (controlled) {
        log_event(Operation::unlock, lock, WAKELAW_CALLER);
        note_effect();
    }
    return error;
}
}
