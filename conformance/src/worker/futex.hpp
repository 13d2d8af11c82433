// SPDX-License-Identifier: MIT
/// \file
/// Waiting on a word that supervisor and worker share. Without a time limit a wait is visible to the stall
/// proof as a blocked thread. None of these synchronises in the sense of the memory model.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>
#include <ctime>

namespace wakelaw::conformance {

/// Blocks while `word` is `expected`; may return spuriously. \param limit_ns 0: no time limit.
inline void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected,
                       std::int64_t limit_ns = 0) {
    timespec limit{limit_ns / 1'000'000'000, limit_ns % 1'000'000'000};
    syscall(SYS_futex, &word, FUTEX_WAIT, expected, limit_ns == 0 ? nullptr : &limit, nullptr, 0);
}

inline void futex_wake_all(const std::atomic<std::uint32_t>& word) {
    syscall(SYS_futex, &word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

/// Keeps the processor from moving a later access before an earlier read-modify-write, unseen by
/// ThreadSanitizer: the suite must not lend its own ordering to the subject.
inline void unseen_barrier() {
#if defined(__x86_64__) || defined(__i386__)
    asm volatile("" ::: "memory");  // a locked instruction is a full barrier already
#elif defined(__aarch64__)
    asm volatile("dmb ish" ::: "memory");
#else
#error "wakelaw: add this processor's full barrier"
#endif
}

inline void relax_processor() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

}  // namespace wakelaw::conformance
