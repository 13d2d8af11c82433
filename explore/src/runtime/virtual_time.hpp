// SPDX-License-Identifier: MIT
// The time that schedules see. It stands still while a thread can run, but for one tick each time it is read.
#pragma once

#include <time.h>

#include <cstdint>

#include "runtime/thread.hpp"

namespace wakelaw::explore::runtime {

inline constexpr std::uint64_t nanoseconds_a_second = 1'000'000'000;

void begin_virtual_time();

/// Nanoseconds of the virtual CLOCK_MONOTONIC.
[[nodiscard]] std::uint64_t virtual_now();
/// The same, after a tick: loops that wait for a time end.
[[nodiscard]] std::uint64_t read_virtual_clock();
/// As an absolute time of the clock; CLOCK_REALTIME is ahead by a constant.
[[nodiscard]] timespec to_timespec(std::uint64_t now, clockid_t clock);
[[nodiscard]] std::uint64_t to_nanoseconds(const timespec& time);
/// From an absolute time of the clock.
[[nodiscard]] std::uint64_t deadline_of(const timespec& time, clockid_t clock);
/// From a time from now.
[[nodiscard]] std::uint64_t deadline_after(std::uint64_t nanoseconds);
/// A clock that is virtual; those that count processor time are not.
[[nodiscard]] bool is_virtual(clockid_t clock);

/// The blocked thread whose deadline comes first; null: none has one.
[[nodiscard]] Thread* earliest_timed_waiter();
/// Lets time jump to the thread's deadline, and the thread run.
void fire_timeout(Thread& thread);
/// Whatever comes first, a deadline or a timer that is a descriptor. False: there is none.
bool fire_next_timeout();
/// The same for what the body left behind, a limited number of times: a thread that waits again and again is
/// one that is to outlive the body.
bool fire_timeouts_after_the_body();

}  // namespace wakelaw::explore::runtime
