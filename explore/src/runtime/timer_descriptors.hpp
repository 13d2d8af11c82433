// SPDX-License-Identifier: MIT
// Timers that are descriptors (timerfd), in virtual time. Behind each is an eventfd of the kernel, so that
// epoll and poll work on it.
#pragma once

#include <sys/timerfd.h>

#include <cstdint>

namespace wakelaw::explore::runtime {

/// A descriptor, or a negative error number.
[[nodiscard]] int make_timer_descriptor(clockid_t clock, int flags);
[[nodiscard]] bool is_timer_descriptor(int descriptor);
void set_timer_descriptor(int descriptor, int flags, const itimerspec& setting, itimerspec* before);
void get_timer_descriptor(int descriptor, itimerspec& setting);
void forget_timer_descriptor(int descriptor);

/// The earliest that somebody can be waiting for; Blocked::never: none.
[[nodiscard]] std::uint64_t earliest_timer_descriptor();
/// Those that are due, and whoever waits for them may run.
void fire_timer_descriptors();
/// All deadlines, to earlier.
void shift_timer_descriptors(std::uint64_t nanoseconds);

}  // namespace wakelaw::explore::runtime
