// SPDX-License-Identifier: MIT
// Sleeps and clocks, in virtual time.
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/virtual_time.hpp"

namespace {

using namespace wakelaw::explore::runtime;

WAKELAW_REAL(nanosleep, real_nanosleep);
WAKELAW_REAL(clock_nanosleep, real_clock_nanosleep);
WAKELAW_REAL(usleep, real_usleep);
WAKELAW_REAL(sleep, real_sleep);
WAKELAW_REAL(clock_gettime, real_clock_gettime);
WAKELAW_REAL(gettimeofday, real_gettimeofday);
WAKELAW_REAL(time, real_time);

void sleep_until(std::uint64_t deadline, const void* where) {
    const Suspend suspend;
    yield_to_others();
    scheduling_point(Operation::sleep, nullptr, false, where);
    log_event(Operation::sleep, nullptr, where);
    if (deadline > virtual_now()) {
        block(Operation::sleep, nullptr, deadline);
    }
}

}  // namespace

extern "C" {

int nanosleep(const timespec* duration, timespec* left) {
    if (!is_controlled()) {
        return real_nanosleep(duration, left);
    }
    sleep_until(deadline_after(to_nanoseconds(*duration)), WAKELAW_CALLER);
    return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* time, timespec* left) {
    if (!is_controlled() || !is_virtual(clock)) {
        return real_clock_nanosleep(clock, flags, time, left);
    }
    const bool absolute = (flags & TIMER_ABSTIME) != 0;
    sleep_until(absolute ? deadline_of(*time, clock) : deadline_after(to_nanoseconds(*time)), WAKELAW_CALLER);
    return 0;
}

int usleep(useconds_t microseconds) {
    if (!is_controlled()) {
        return real_usleep(microseconds);
    }
    sleep_until(deadline_after(std::uint64_t{microseconds} * 1000), WAKELAW_CALLER);
    return 0;
}

unsigned sleep(unsigned seconds) {
    if (!is_controlled()) {
        return real_sleep(seconds);
    }
    sleep_until(deadline_after(seconds * nanoseconds_a_second), WAKELAW_CALLER);
    return 0;
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
    if (!is_controlled() || !is_virtual(clock)) {
        return real_clock_gettime(clock, time);
    }
    *time = to_timespec(read_virtual_clock(), clock);
    return 0;
}

int gettimeofday(timeval* time, void* zone) noexcept {
    if (!is_controlled()) {
        return real_gettimeofday(time, zone);
    }
    const timespec now = to_timespec(read_virtual_clock(), CLOCK_REALTIME);
    *time = {now.tv_sec, now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t* result) noexcept {
    if (!is_controlled()) {
        return real_time(result);
    }
    const time_t now = to_timespec(read_virtual_clock(), CLOCK_REALTIME).tv_sec;
    if (result != nullptr) {
        *result = now;
    }
    return now;
}
}
