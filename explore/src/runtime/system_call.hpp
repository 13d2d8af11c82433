// SPDX-License-Identifier: MIT
// System calls that go past every interposed function, and the parking of threads of the system.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>

#include <cerrno>
#include <cstdint>

namespace wakelaw::explore::runtime {

/// The kernel's answer as it is: a negative error number on failure; errno is left alone.
inline long system_call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
    long result = 0;
    register long r10 asm("r10") = d;
    register long r8 asm("r8") = e;
    register long r9 asm("r9") = f;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
    return result;
}

template <class Pointee>
long as_argument(Pointee* pointer) {
    return reinterpret_cast<long>(pointer);
}

/// The kernel's answer in the manner of libc: -1 and errno on failure.
inline long with_errno(long result) {
    if (result < 0 && result > -4096) {
        errno = static_cast<int>(-result);
        return -1;
    }
    return result;
}

/// Blocks the thread of the system until a permit is given; takes it.
inline void take_permit(std::uint32_t& permit) {
    while (__atomic_exchange_n(&permit, 0, __ATOMIC_ACQUIRE) == 0) {
        system_call(SYS_futex, as_argument(&permit), FUTEX_WAIT_PRIVATE, 0);
    }
}

inline void give_permit(std::uint32_t& permit) {
    __atomic_store_n(&permit, 1, __ATOMIC_RELEASE);
    system_call(SYS_futex, as_argument(&permit), FUTEX_WAKE_PRIVATE, 1);
}

/// The real clock, for budgets; schedules see virtual time only.
inline double real_seconds() {
    timespec now{};
    system_call(SYS_clock_gettime, CLOCK_MONOTONIC, as_argument(&now));
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace wakelaw::explore::runtime
