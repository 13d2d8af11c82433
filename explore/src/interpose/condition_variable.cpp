// SPDX-License-Identifier: MIT
// Condition variables, modelled: the real object is left as it was initialised.
#include <pthread.h>

#include <cerrno>

#include "interpose/mutex.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/virtual_time.hpp"

namespace {

using namespace wakelaw::explore::runtime;
using wakelaw::explore::interpose::lock_mutex;
using wakelaw::explore::interpose::unlock_mutex;

// The functions had another ABI once, and dlsym without a version may give that one.
WAKELAW_REAL_VERSION(pthread_cond_wait, real_wait, "GLIBC_2.3.2");
WAKELAW_REAL_VERSION(pthread_cond_timedwait, real_timedwait, "GLIBC_2.3.2");
WAKELAW_REAL_VERSION(pthread_cond_signal, real_signal, "GLIBC_2.3.2");
WAKELAW_REAL_VERSION(pthread_cond_broadcast, real_broadcast, "GLIBC_2.3.2");
WAKELAW_REAL(pthread_cond_clockwait, real_clockwait);

/// The clock of pthread_condattr_setclock, which glibc keeps in this bit of the object.
clockid_t clock_of(const pthread_cond_t* condition) {
    constexpr unsigned monotonic = 2;
    return (condition->__data.__wrefs & monotonic) != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

int wait(pthread_cond_t* condition, pthread_mutex_t* mutex, std::uint64_t deadline, const void* where) {
    const Suspend suspend;
    scheduling_point(Operation::condition_wait, condition, true, where);
    log_event(Operation::condition_wait, condition, where);
    const int error = unlock_mutex(mutex);
    if (error != 0) {
        return error;
    }
    note_effect();
    // What the thread does when it is woken is to lock.
    self->pending = {Operation::lock, true, mutex, where};
    if (decide_spurious()) {
        // From here on it can run at any time, which is all there is to such a wake-up.
        log_event(Operation::spurious_wake_up, condition, where);
        scheduling_point(Operation::lock, mutex, true, where);
        lock_mutex(mutex, Blocked::never);
        log_event(Operation::lock, mutex, where);
        return 0;
    }
    const bool notified = block(Operation::condition_wait, condition, deadline);
    lock_mutex(mutex, Blocked::never);
    log_event(Operation::lock, mutex, where);
    return notified ? 0 : ETIMEDOUT;
}

int notify(pthread_cond_t* condition, unsigned count, const void* where) {
    const bool controlled = is_controlled();
    const Suspend suspend;
    if (controlled) {
        scheduling_point(Operation::condition_notify, condition, true, where);
    }
    const unsigned woken = wake(Operation::condition_wait, condition, count);
    if (controlled) {
        log_value(Operation::condition_notify, condition, woken, where);
        note_effect();
    }
    return 0;
}

}  // namespace

extern "C" {

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
    if (!is_controlled()) {
        return real_wait(condition, mutex);
    }
    return wait(condition, mutex, Blocked::never, WAKELAW_CALLER);
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until) {
    if (!is_controlled()) {
        return real_timedwait(condition, mutex, until);
    }
    return wait(condition, mutex, deadline_of(*until, clock_of(condition)), WAKELAW_CALLER);
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const timespec* until) {
    if (!is_controlled()) {
        return real_clockwait(condition, mutex, clock, until);
    }
    return wait(condition, mutex, deadline_of(*until, clock), WAKELAW_CALLER);
}

int pthread_cond_signal(pthread_cond_t* condition) noexcept {
    if (!is_inside()) {
        return real_signal(condition);
    }
    return notify(condition, 1, WAKELAW_CALLER);
}

int pthread_cond_broadcast(pthread_cond_t* condition) noexcept {
    if (!is_inside()) {
        return real_broadcast(condition);
    }
    return notify(condition, most_threads, WAKELAW_CALLER);
}
}
