// SPDX-License-Identifier: MIT
#include "runtime/timer_descriptors.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "runtime/descriptor_wait.hpp"
#include "runtime/system_call.hpp"
#include "runtime/verdict.hpp"
#include "runtime/virtual_time.hpp"

namespace wakelaw::explore::runtime {

namespace {

struct Timer {
    int descriptor = -1;
    clockid_t clock = CLOCK_MONOTONIC;
    std::uint64_t deadline = Blocked::never;
    std::uint64_t interval = 0;
};

constexpr std::size_t most_timers = 256;
constinit std::array<Timer, most_timers> timers{};
constinit std::size_t timer_count = 0;

Timer* find(int descriptor) {
    for (std::size_t i = 0; i < timer_count; ++i) {
        if (timers[i].descriptor == descriptor) {
            return &timers[i];
        }
    }
    return nullptr;
}

void expire(Timer& timer) {
    const std::uint64_t one = 1;
    system_call(SYS_write, timer.descriptor, as_argument(&one), sizeof one);
    timer.deadline = timer.interval == 0 ? Blocked::never : timer.deadline + timer.interval;
}

}  // namespace

int make_timer_descriptor(clockid_t clock, int flags) {
    static_assert(int{TFD_NONBLOCK} == int{EFD_NONBLOCK} && int{TFD_CLOEXEC} == int{EFD_CLOEXEC});
    if (timer_count == most_timers) {
        end_schedule(Kind::unsupported, "more than 256 timer descriptors");
    }
    const auto descriptor = static_cast<int>(system_call(SYS_eventfd2, 0, flags));
    if (descriptor >= 0) {
        timers[timer_count++] = {descriptor, clock, Blocked::never, 0};
    }
    return descriptor;
}

bool is_timer_descriptor(int descriptor) { return find(descriptor) != nullptr; }

void get_timer_descriptor(int descriptor, itimerspec& setting) {
    const Timer& timer = *find(descriptor);
    const std::uint64_t now = virtual_now();
    const std::uint64_t left = timer.deadline == Blocked::never ? 0 : std::max(timer.deadline, now + 1) - now;
    setting = {to_timespec(timer.interval, CLOCK_MONOTONIC), to_timespec(left, CLOCK_MONOTONIC)};
}

void set_timer_descriptor(int descriptor, int flags, const itimerspec& setting, itimerspec* before) {
    if (before != nullptr) {
        get_timer_descriptor(descriptor, *before);
    }
    Timer& timer = *find(descriptor);
    std::uint64_t expirations = 0;
    const int status = static_cast<int>(system_call(SYS_fcntl, descriptor, F_GETFL));
    system_call(SYS_fcntl, descriptor, F_SETFL, status | O_NONBLOCK);
    system_call(SYS_read, descriptor, as_argument(&expirations), sizeof expirations);
    system_call(SYS_fcntl, descriptor, F_SETFL, status);
    timer.interval = to_nanoseconds(setting.it_interval);
    const std::uint64_t value = to_nanoseconds(setting.it_value);
    if (value == 0) {
        timer.deadline = Blocked::never;
    } else if ((flags & TFD_TIMER_ABSTIME) != 0) {
        timer.deadline = deadline_of(setting.it_value, timer.clock);
    } else {
        timer.deadline = deadline_after(value);
    }
}

void forget_timer_descriptor(int descriptor) {
    if (Timer* timer = find(descriptor)) {
        *timer = timers[--timer_count];
    }
}

std::uint64_t earliest_timer_descriptor() {
    if (!somebody_waits_for_descriptors()) {
        return Blocked::never;
    }
    std::uint64_t earliest = Blocked::never;
    for (std::size_t i = 0; i < timer_count; ++i) {
        earliest = std::min(earliest, timers[i].deadline);
    }
    return earliest;
}

void fire_timer_descriptors() {
    for (std::size_t i = 0; i < timer_count; ++i) {
        if (timers[i].deadline <= virtual_now()) {
            expire(timers[i]);
        }
    }
    wake_ready_waiters();
}

void shift_timer_descriptors(std::uint64_t nanoseconds) {
    for (std::size_t i = 0; i < timer_count; ++i) {
        if (timers[i].deadline != Blocked::never) {
            timers[i].deadline -= std::min(timers[i].deadline, nanoseconds);
        }
    }
}

}  // namespace wakelaw::explore::runtime
