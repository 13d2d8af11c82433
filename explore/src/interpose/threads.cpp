// SPDX-License-Identifier: MIT
// Creating, joining and detaching threads; who they are.
#include <pthread.h>
#include <sched.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/donor.hpp"
#include "runtime/modules.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/system_call.hpp"
#include "runtime/verdict.hpp"

namespace {

using namespace wakelaw::explore::runtime;

WAKELAW_REAL(pthread_create, real_create);
WAKELAW_REAL(pthread_join, real_join);
WAKELAW_REAL(pthread_detach, real_detach);
WAKELAW_REAL(get_nprocs, real_get_nprocs);

bool wants_detached(const pthread_attr_t* attributes) {
    int state = PTHREAD_CREATE_JOINABLE;
    if (attributes != nullptr) {
        pthread_attr_getdetachstate(attributes, &state);
    }
    return state == PTHREAD_CREATE_DETACHED;
}

int join(pthread_t handle, void** result, std::uint64_t deadline, const void* where) {
    Thread* thread = find_thread(handle);
    if (thread == nullptr) {
        return ESRCH;
    }
    if (thread == self) {
        return EDEADLK;
    }
    scheduling_point(Operation::join, thread, true, where);
    while (thread->state != ThreadState::finished) {
        if (!block(Operation::join, thread, deadline)) {
            return ETIMEDOUT;
        }
    }
    self->clock.join(thread->clock);
    log_event(Operation::join, thread, where);
    if (result != nullptr) {
        *result = thread->result;
    }
    return 0;
}

}  // namespace

extern "C" {

int pthread_create(pthread_t* handle, const pthread_attr_t* attributes, void* (*function)(void*),
                   void* argument) noexcept {
    if (!is_controlled()) {
        return real_create(handle, attributes, function, argument);
    }
    const Suspend suspend;
    refuse_unless_known(reinterpret_cast<const void*>(function), "has threads of its own");
    scheduling_point(Operation::create, nullptr, false, WAKELAW_CALLER);
    Thread& thread = add_thread();
    thread.function = function;
    thread.argument = argument;
    thread.detached = wants_detached(attributes);
    thread.pending = {Operation::start, false, nullptr, WAKELAW_CALLER};
    thread.clock.join(self->clock);
    self->next_epoch();
    schedule.carrier->prepare(thread);
    log_event(Operation::create, &thread, WAKELAW_CALLER);
    note_effect();
    *handle = thread.handle;
    return 0;
}

int pthread_join(pthread_t handle, void** result) {
    if (!is_controlled()) {
        return real_join(handle, result);
    }
    const Suspend suspend;
    return join(handle, result, Blocked::never, WAKELAW_CALLER);
}

int pthread_detach(pthread_t handle) noexcept {
    if (!is_inside()) {
        return real_detach(handle);
    }
    Thread* thread = find_thread(handle);
    if (thread == nullptr) {
        return ESRCH;
    }
    thread->detached = true;
    return 0;
}

int sched_yield() noexcept {
    if (!is_controlled()) {
        return static_cast<int>(with_errno(system_call(SYS_sched_yield)));
    }
    const Suspend suspend;
    yield_to_others();
    scheduling_point(Operation::yield, nullptr, false, WAKELAW_CALLER);
    return 0;
}

pid_t gettid() noexcept {
    if (is_inside() && self->donor != nullptr) {
        return self->donor->system_id;
    }
    return static_cast<pid_t>(system_call(SYS_gettid));
}

// The thread carrier keeps to one processor; what the program sees is not to depend on that.
int get_nprocs() noexcept {
    return is_inside() ? static_cast<int>(sysconf(_SC_NPROCESSORS_CONF)) : real_get_nprocs();
}
}
