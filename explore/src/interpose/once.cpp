// SPDX-License-Identifier: MIT
// pthread_once and the guards of function-local static variables.
// NOLINTBEGIN(bugprone-reserved-identifier): the names and signatures are the compiler's
#include <pthread.h>

#include <cstdint>

#include "memory/atomic_objects.hpp"
#include "memory/happens_before.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"

namespace {

using namespace wakelaw::explore::runtime;
namespace memory = wakelaw::explore::memory;

WAKELAW_REAL(pthread_once, real_once);
using GuardFunction = int(std::uint64_t*);
using GuardEnd = void(std::uint64_t*);
constinit Real<GuardFunction> real_guard_acquire{"__cxa_guard_acquire"};
constinit Real<GuardEnd> real_guard_release{"__cxa_guard_release"};
constinit Real<GuardEnd> real_guard_abort{"__cxa_guard_abort"};

/// glibc's value of a pthread_once_t whose function has run; the bits below count forks and tell who is
/// running.
constexpr int once_done = 2;
constexpr int once_running = 1;

/// Ends the attempt, also when the function throws.
class OnceAttempt {
public:
    explicit OnceAttempt(pthread_once_t* once) : once_(once) {}
    ~OnceAttempt() {
        const Suspend suspend;
        note_released(once_);
        memory::release(once_);
        *once_ = succeeded_ ? once_done : PTHREAD_ONCE_INIT;
        wake_all(Operation::once, once_);
        note_effect();
    }
    OnceAttempt(const OnceAttempt&) = delete;
    OnceAttempt& operator=(const OnceAttempt&) = delete;
    void succeed() { succeeded_ = true; }

private:
    pthread_once_t* once_;
    bool succeeded_ = false;
};

/// True: the caller is to run the function.
bool begin_once(pthread_once_t* once, const void* where) {
    const Suspend suspend;
    scheduling_point(Operation::once, once, true, where);
    log_event(Operation::once, once, where);
    for (;;) {
        if (*once == once_done) {
            memory::acquire(once);
            return false;
        }
        if (*once == PTHREAD_ONCE_INIT) {
            *once = once_running;
            note_held(once);
            memory::acquire(once);
            return true;
        }
        block(Operation::once, once);
    }
}

/// The guard of the Itanium ABI: the first byte tells that the object is there. The second is ours while it
/// is made.
struct Guard {
    unsigned char done;
    unsigned char running;
};
Guard& guard_of(std::uint64_t* guard) { return *reinterpret_cast<Guard*>(guard); }

void end_guard(std::uint64_t* guard, bool done) {
    const Suspend suspend;
    note_released(guard);
    memory::release(guard);
    // Compiled code looks at the first byte with an atomic load of its own.
    memory::note_store(guard, guard_of(guard).done, done ? 1 : 0, memory::Order::release);
    guard_of(guard) = {done, 0};
    wake_all(Operation::once, guard);
    note_effect();
}

}  // namespace

extern "C" {

int pthread_once(pthread_once_t* once, void (*function)()) {
    if (!is_controlled()) {
        return real_once(once, function);
    }
    if (begin_once(once, WAKELAW_CALLER)) {
        OnceAttempt attempt(once);
        function();
        attempt.succeed();
    }
    return 0;
}

int __cxa_guard_acquire(std::uint64_t* guard) {
    if (!is_controlled()) {
        return real_guard_acquire(guard);
    }
    const Suspend suspend;
    scheduling_point(Operation::once, guard, true, WAKELAW_CALLER);
    log_event(Operation::once, guard, WAKELAW_CALLER);
    for (;;) {
        if (guard_of(guard).done != 0) {
            memory::acquire(guard);
            return 0;
        }
        if (guard_of(guard).running == 0) {
            guard_of(guard).running = 1;
            note_held(guard);
            return 1;
        }
        block(Operation::once, guard);
    }
}

void __cxa_guard_release(std::uint64_t* guard) noexcept {
    if (!is_controlled()) {
        real_guard_release(guard);
        return;
    }
    end_guard(guard, true);
}

void __cxa_guard_abort(std::uint64_t* guard) noexcept {
    if (!is_controlled()) {
        real_guard_abort(guard);
        return;
    }
    end_guard(guard, false);
}
}
// NOLINTEND(bugprone-reserved-identifier)
