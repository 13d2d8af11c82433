// SPDX-License-Identifier: MIT
// System calls by number. Of those that block the futex is modelled; a futex orders nothing in the sense of
// happens-before, the atomic operations around it do.
#include <linux/futex.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <string>

#include "interpose/blocking_calls.hpp"
#include "runtime/modules.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/system_call.hpp"
#include "runtime/verdict.hpp"
#include "runtime/virtual_time.hpp"

namespace {

using namespace wakelaw::explore::runtime;
using wakelaw::explore::Kind;

constexpr int without_flags = ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);

std::uint64_t deadline_of_wait(int operation, const timespec* timeout) {
    if (timeout == nullptr) {
        return Blocked::never;
    }
    if ((operation & without_flags) == FUTEX_WAIT) {
        return deadline_after(to_nanoseconds(*timeout));
    }
    return deadline_of(*timeout, (operation & FUTEX_CLOCK_REALTIME) != 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC);
}

long wait(const std::uint32_t* word, std::uint32_t expected, std::uint64_t deadline, const void* where) {
    scheduling_point(Operation::futex_wait, word, true, where);
    log_value(Operation::futex_wait, word, expected, where);
    if (__atomic_load_n(word, __ATOMIC_RELAXED) != expected) {
        note_read(word, expected);
        return -EAGAIN;
    }
    if (decide_spurious()) {
        log_event(Operation::spurious_wake_up, word, where);
        return 0;
    }
    return block(Operation::futex_wait, word, deadline) ? 0 : -ETIMEDOUT;
}

long wake_waiters(const std::uint32_t* word, unsigned count, bool controlled, const void* where) {
    if (controlled) {
        scheduling_point(Operation::futex_wake, word, true, where);
    }
    const unsigned woken = wake(Operation::futex_wait, word, count);
    if (controlled) {
        log_value(Operation::futex_wake, word, woken, where);
        note_effect();
    }
    return woken;
}

long futex(const long (&arguments)[6], bool controlled, const void* where) {
    const auto* word = reinterpret_cast<const std::uint32_t*>(arguments[0]);
    const auto operation = static_cast<int>(arguments[1]);
    const auto value = static_cast<std::uint32_t>(arguments[2]);
    const Suspend suspend;
    refuse_unless_known(where, "waits on atomics of its own");
    switch (operation & without_flags) {
        case FUTEX_WAIT:
        case FUTEX_WAIT_BITSET:
            if (controlled) {
                const auto* timeout = reinterpret_cast<const timespec*>(arguments[3]);
                return wait(word, value, deadline_of_wait(operation, timeout), where);
            }
            break;
        case FUTEX_WAKE:
        case FUTEX_WAKE_BITSET:
            return wake_waiters(word, value, controlled, where);
        default:
            if (controlled) {
                end_schedule(Kind::uncontrolled, "the futex operation " + std::to_string(operation) +
                                                     " is not among those that can be controlled");
            }
            break;
    }
    return system_call(SYS_futex, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                       arguments[5]);
}

}  // namespace

extern "C" long syscall(long number, ...) noexcept {
    long arguments[6];
    va_list list;
    va_start(list, number);
    for (long& argument : arguments) {
        argument = va_arg(list, long);
    }
    va_end(list);
    if (is_inside() && number == SYS_futex) {
        return with_errno(futex(arguments, is_controlled(), WAKELAW_CALLER));
    }
    if (is_controlled()) {
        wakelaw::explore::interpose::refuse_if_blocking(number);
    }
    return with_errno(system_call(number, arguments[0], arguments[1], arguments[2], arguments[3],
                                  arguments[4], arguments[5]));
}
