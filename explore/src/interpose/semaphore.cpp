// SPDX-License-Identifier: MIT
// POSIX semaphores. The real object keeps the count; it is only ever tried.
#include <semaphore.h>

#include <cerrno>

#include "memory/happens_before.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/virtual_time.hpp"

namespace {

using namespace wakelaw::explore::runtime;
namespace memory = wakelaw::explore::memory;

WAKELAW_REAL(sem_wait, real_wait);
WAKELAW_REAL(sem_trywait, real_trywait);
WAKELAW_REAL(sem_timedwait, real_timedwait);
WAKELAW_REAL(sem_clockwait, real_clockwait);
WAKELAW_REAL(sem_post, real_post);

bool take(sem_t* semaphore, const void* where) {
    const bool taken = real_trywait(semaphore) == 0;
    if (taken) {
        memory::acquire(semaphore);
        note_effect();
    }
    log_event(Operation::semaphore, semaphore, where);
    return taken;
}

int wait(sem_t* semaphore, std::uint64_t deadline, const void* where) {
    const Suspend suspend;
    scheduling_point(Operation::semaphore, semaphore, true, where);
    while (!take(semaphore, where)) {
        if (!block(Operation::semaphore, semaphore, deadline)) {
            errno = ETIMEDOUT;
            return -1;
        }
    }
    return 0;
}

}  // namespace

extern "C" {

int sem_wait(sem_t* semaphore) {
    if (!is_controlled()) {
        return real_wait(semaphore);
    }
    return wait(semaphore, Blocked::never, WAKELAW_CALLER);
}

int sem_timedwait(sem_t* semaphore, const timespec* until) {
    if (!is_controlled()) {
        return real_timedwait(semaphore, until);
    }
    return wait(semaphore, deadline_of(*until, CLOCK_REALTIME), WAKELAW_CALLER);
}

int sem_clockwait(sem_t* semaphore, clockid_t clock, const timespec* until) {
    if (!is_controlled()) {
        return real_clockwait(semaphore, clock, until);
    }
    return wait(semaphore, deadline_of(*until, clock), WAKELAW_CALLER);
}

int sem_trywait(sem_t* semaphore) noexcept {
    if (!is_controlled()) {
        return real_trywait(semaphore);
    }
    const Suspend suspend;
    scheduling_point(Operation::semaphore, semaphore, true, WAKELAW_CALLER);
    if (take(semaphore, WAKELAW_CALLER)) {
        return 0;
    }
    note_read(semaphore, 0);
    errno = EAGAIN;
    return -1;
}

int sem_post(sem_t* semaphore) noexcept {
    if (!is_inside()) {
        return real_post(semaphore);
    }
    const bool controlled = is_controlled();
    const Suspend suspend;
    if (controlled) {
        scheduling_point(Operation::semaphore, semaphore, true, WAKELAW_CALLER);
        memory::release(semaphore);
    }
    const int error = real_post(semaphore);
    wake_all(Operation::semaphore, semaphore);
    if (controlled) {
        log_event(Operation::semaphore, semaphore, WAKELAW_CALLER);
        note_effect();
    }
    return error;
}
}
