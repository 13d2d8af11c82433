// SPDX-License-Identifier: MIT
// POSIX barriers, modelled: the real object is never waited for.
#include <pthread.h>

#include <array>
#include <cerrno>

#include "memory/happens_before.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/verdict.hpp"

namespace {

using namespace wakelaw::explore::runtime;
using wakelaw::explore::Kind;
namespace memory = wakelaw::explore::memory;

WAKELAW_REAL(pthread_barrier_init, real_init);
WAKELAW_REAL(pthread_barrier_destroy, real_destroy);
WAKELAW_REAL(pthread_barrier_wait, real_wait);

struct Barrier {
    const pthread_barrier_t* object;
    unsigned count;
    unsigned arrived;
    unsigned phase;
};
constexpr std::size_t most_barriers = 256;
constinit std::array<Barrier, most_barriers> barriers{};
constinit std::size_t barrier_count = 0;

Barrier* find(const pthread_barrier_t* object) {
    for (std::size_t i = 0; i < barrier_count; ++i) {
        if (barriers[i].object == object) {
            return &barriers[i];
        }
    }
    return nullptr;
}

void forget(const pthread_barrier_t* object) {
    if (Barrier* barrier = find(object)) {
        *barrier = barriers[--barrier_count];
    }
}

}  // namespace

extern "C" {

int pthread_barrier_init(pthread_barrier_t* object, const pthread_barrierattr_t* attributes,
                         unsigned count) noexcept {
    const int error = real_init(object, attributes, count);
    if (error != 0 || !is_controlled()) {
        return error;
    }
    const Suspend suspend;
    forget(object);
    if (barrier_count == most_barriers) {
        end_schedule(Kind::unsupported, "more than 256 barriers");
    }
    barriers[barrier_count++] = {object, count, 0, 0};
    return 0;
}

int pthread_barrier_destroy(pthread_barrier_t* object) noexcept {
    if (is_inside()) {
        forget(object);
    }
    return real_destroy(object);
}

int pthread_barrier_wait(pthread_barrier_t* object) noexcept {
    if (!is_controlled()) {
        return real_wait(object);
    }
    const Suspend suspend;
    scheduling_point(Operation::barrier, object, true, WAKELAW_CALLER);
    Barrier* barrier = find(object);
    if (barrier == nullptr) {
        end_schedule(Kind::uncontrolled,
                     "a barrier that was initialised outside of the body cannot be controlled");
    }
    memory::release(object);
    log_event(Operation::barrier, object, WAKELAW_CALLER);
    note_effect();
    if (++barrier->arrived == barrier->count) {
        barrier->arrived = 0;
        ++barrier->phase;
        wake_all(Operation::barrier, object);
        memory::acquire(object);
        return PTHREAD_BARRIER_SERIAL_THREAD;
    }
    const unsigned phase = barrier->phase;
    for (barrier = find(object); barrier != nullptr && barrier->phase == phase; barrier = find(object)) {
        block(Operation::barrier, object);
    }
    memory::acquire(object);
    return 0;
}
}
