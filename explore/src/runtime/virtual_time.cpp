// SPDX-License-Identifier: MIT
#include "runtime/virtual_time.hpp"

#include <algorithm>

#include "runtime/scheduler.hpp"
#include "runtime/timer_descriptors.hpp"

namespace wakelaw::explore::runtime {

namespace {

constexpr std::uint64_t begin = nanoseconds_a_second;
constexpr std::uint64_t tick = 1000;
/// Where CLOCK_REALTIME is ahead: some day of 2023.
constexpr std::uint64_t realtime_ahead = 1'700'000'000 * nanoseconds_a_second;
constexpr unsigned most_timeouts_after_the_body = 64;

constinit std::uint64_t now = begin;
constinit unsigned timeouts_after_the_body = 0;

std::uint64_t earlier_by(std::uint64_t deadline, std::uint64_t shift) {
    return deadline == Blocked::never ? deadline : std::max(deadline - std::min(deadline, shift), begin);
}

}  // namespace

void begin_virtual_time() {
    // Threads that outlived their schedule go on to wait as long as they had to.
    const std::uint64_t shift = now - begin;
    for (unsigned id = 0; id < VectorClock::width; ++id) {
        Thread& thread = schedule.threads[id];
        thread.blocked.deadline = earlier_by(thread.blocked.deadline, shift);
    }
    shift_timer_descriptors(shift);
    now = begin;
    timeouts_after_the_body = 0;
}

std::uint64_t virtual_now() { return now; }

std::uint64_t read_virtual_clock() {
    now += tick;
    return now;
}

timespec to_timespec(std::uint64_t time, clockid_t clock) {
    const std::uint64_t value = clock == CLOCK_REALTIME ? time + realtime_ahead : time;
    return {static_cast<time_t>(value / nanoseconds_a_second),
            static_cast<long>(value % nanoseconds_a_second)};
}

std::uint64_t to_nanoseconds(const timespec& time) {
    if (time.tv_sec < 0) {
        return 0;
    }
    constexpr std::uint64_t most_seconds = Blocked::never / nanoseconds_a_second - 1;
    return std::min(static_cast<std::uint64_t>(time.tv_sec), most_seconds) * nanoseconds_a_second +
           static_cast<std::uint64_t>(time.tv_nsec);
}

std::uint64_t deadline_of(const timespec& time, clockid_t clock) {
    const std::uint64_t value = to_nanoseconds(time);
    return clock == CLOCK_REALTIME ? value - std::min(value, realtime_ahead) : value;
}

std::uint64_t deadline_after(std::uint64_t nanoseconds) {
    return nanoseconds > Blocked::never - 1 - now ? Blocked::never - 1 : now + nanoseconds;
}

bool is_virtual(clockid_t clock) {
    return clock != CLOCK_PROCESS_CPUTIME_ID && clock != CLOCK_THREAD_CPUTIME_ID;
}

Thread* earliest_timed_waiter() {
    Thread* earliest = nullptr;
    for (unsigned id = 0; id < VectorClock::width; ++id) {
        Thread& thread = schedule.threads[id];
        if (thread.state == ThreadState::blocked && thread.blocked.deadline != Blocked::never &&
            (earliest == nullptr || thread.blocked.deadline < earliest->blocked.deadline)) {
            earliest = &thread;
        }
    }
    return earliest;
}

void fire_timeout(Thread& thread) {
    now = std::max(now, thread.blocked.deadline);
    thread.blocked.timed_out = true;
    // To sleep is to wait for nothing but time.
    schedule.timeouts_fired += thread.blocked.operation == Operation::sleep ? 0 : 1;
    make_runnable(thread);
    if (schedule.footprints) {
        schedule.order->touches({nullptr, true});
    }
}

bool fire_next_timeout() {
    Thread* thread = earliest_timed_waiter();
    const std::uint64_t timer = earliest_timer_descriptor();
    if (timer != Blocked::never && (thread == nullptr || timer <= thread->blocked.deadline)) {
        now = std::max(now, timer);
        ++schedule.timeouts_fired;
        fire_timer_descriptors();
        return true;
    }
    if (thread == nullptr) {
        return false;
    }
    fire_timeout(*thread);
    return true;
}

bool fire_timeouts_after_the_body() {
    return timeouts_after_the_body++ < most_timeouts_after_the_body && fire_next_timeout();
}

}  // namespace wakelaw::explore::runtime
