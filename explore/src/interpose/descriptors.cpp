// SPDX-License-Identifier: MIT
// Descriptors: eventfd, timerfd, pipes, epoll, poll. The kernel's objects keep their state; a controlled
// thread asks them and never waits for them.
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "memory/happens_before.hpp"
#include "runtime/descriptor_wait.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/system_call.hpp"
#include "runtime/timer_descriptors.hpp"
#include "runtime/virtual_time.hpp"

namespace {

using namespace wakelaw::explore::runtime;
namespace memory = wakelaw::explore::memory;

WAKELAW_REAL(poll, real_poll);
WAKELAW_REAL(epoll_wait, real_epoll_wait);
WAKELAW_REAL(read, real_read);
WAKELAW_REAL(write, real_write);
WAKELAW_REAL(timerfd_create, real_timerfd_create);
WAKELAW_REAL(timerfd_settime, real_timerfd_settime);
WAKELAW_REAL(timerfd_gettime, real_timerfd_gettime);

constexpr int standard_streams = 2;  // the highest of them
constexpr long kernel_signal_set_size = 8;

/// Every operation on descriptors may meet every other: they are one object for those who ask what conflicts,
/// and what is written happens before what is read.
constinit char channel = 0;

ssize_t answer(long result) { return with_errno(result); }

std::uint64_t deadline_in(int milliseconds) {
    constexpr std::uint64_t nanoseconds = 1'000'000;
    return milliseconds < 0 ? Blocked::never
                            : deadline_after(static_cast<std::uint64_t>(milliseconds) * nanoseconds);
}

bool has_events(pollfd* descriptors, nfds_t count) {
    const timespec now{};
    return system_call(SYS_ppoll, as_argument(descriptors), static_cast<long>(count), as_argument(&now)) != 0;
}

bool is_ready(int descriptor, short events) {
    pollfd request{descriptor, events, 0};
    return has_events(&request, 1);
}

bool is_non_blocking(int descriptor) {
    return (system_call(SYS_fcntl, descriptor, F_GETFL) & O_NONBLOCK) != 0;
}

struct PollWait {
    pollfd* descriptors;
    nfds_t count;
};
bool poll_is_ready(const void* wait) {
    const auto* poll = static_cast<const PollWait*>(wait);
    return has_events(poll->descriptors, poll->count);
}

/// Before an operation that a blocking descriptor may not be able to do yet.
void wait_until_ready(int descriptor, short events) {
    if (is_non_blocking(descriptor)) {
        return;
    }
    pollfd request{descriptor, events, 0};
    const PollWait wait{&request, 1};
    while (!is_ready(descriptor, events)) {
        block_until_ready(poll_is_ready, &wait, Blocked::never);
    }
}

template <class Call>
ssize_t controlled_read(int descriptor, const void* where, Call call) {
    const Suspend suspend;
    scheduling_point(Operation::descriptor, &channel, true, where);
    wait_until_ready(descriptor, POLLIN);
    const long result = call();
    if (result > 0) {
        memory::acquire(&channel);
        note_effect();
        wake_ready_waiters();
    }
    log_value(Operation::descriptor, &channel, static_cast<std::uint64_t>(descriptor), where);
    return answer(result);
}

template <class Call>
ssize_t controlled_write(int descriptor, bool controlled, const void* where, Call call) {
    const Suspend suspend;
    if (controlled) {
        scheduling_point(Operation::descriptor, &channel, true, where);
        wait_until_ready(descriptor, POLLOUT);
        memory::release(&channel);
        note_effect();
    }
    const long result = call();
    wake_ready_waiters();
    if (controlled) {
        log_value(Operation::descriptor, &channel, static_cast<std::uint64_t>(descriptor), where);
    }
    return answer(result);
}

/// What epoll_wait asks: it does not change anything, unlike asking epoll_wait itself of an edge-triggered
/// entry.
bool epoll_is_ready(const void* descriptor) { return is_ready(*static_cast<const int*>(descriptor), POLLIN); }

int ask_epoll(int instance, epoll_event* events, int most) {
    return static_cast<int>(system_call(SYS_epoll_wait, instance, as_argument(events), most, 0));
}

int controlled_epoll_wait(int instance, epoll_event* events, int most, int timeout, const void* where) {
    const Suspend suspend;
    scheduling_point(Operation::descriptor, &channel, true, where);
    const std::uint64_t deadline = deadline_in(timeout);
    int result = ask_epoll(instance, events, most);
    while (result == 0 && timeout != 0) {
        if (!block_until_ready(epoll_is_ready, &instance, deadline)) {
            result = ask_epoll(instance, events, most);
            break;
        }
        result = ask_epoll(instance, events, most);
    }
    if (result > 0) {
        memory::acquire(&channel);
        note_effect();
    } else {
        note_read(&channel, 0);
    }
    log_value(Operation::descriptor, &channel, static_cast<std::uint64_t>(instance), where);
    return static_cast<int>(answer(result));
}

int controlled_poll(pollfd* descriptors, nfds_t count, std::uint64_t deadline, bool waits,
                    const void* where) {
    const Suspend suspend;
    scheduling_point(Operation::descriptor, &channel, true, where);
    const PollWait wait{descriptors, count};
    const timespec now{};
    long result = 0;
    for (bool in_time = true;; in_time = block_until_ready(poll_is_ready, &wait, deadline)) {
        result =
            system_call(SYS_ppoll, as_argument(descriptors), static_cast<long>(count), as_argument(&now));
        if (result != 0 || !waits || !in_time) {
            break;
        }
    }
    if (result > 0) {
        memory::acquire(&channel);
        note_effect();
    } else {
        note_read(&channel, 0);
    }
    log_event(Operation::descriptor, &channel, where);
    return static_cast<int>(answer(result));
}

}  // namespace

extern "C" {

ssize_t read(int descriptor, void* buffer, std::size_t size) {
    if (!is_controlled() || descriptor <= standard_streams) {
        return real_read(descriptor, buffer, size);
    }
    return controlled_read(descriptor, WAKELAW_CALLER, [=] {
        return system_call(SYS_read, descriptor, as_argument(buffer), static_cast<long>(size));
    });
}

ssize_t readv(int descriptor, const iovec* parts, int count) {
    const auto call = [=] { return system_call(SYS_readv, descriptor, as_argument(parts), count); };
    if (!is_controlled() || descriptor <= standard_streams) {
        return answer(call());
    }
    return controlled_read(descriptor, WAKELAW_CALLER, call);
}

ssize_t write(int descriptor, const void* buffer, std::size_t size) {
    if (!is_inside() || descriptor <= standard_streams) {
        return real_write(descriptor, buffer, size);
    }
    return controlled_write(descriptor, is_controlled(), WAKELAW_CALLER, [=] {
        return system_call(SYS_write, descriptor, as_argument(buffer), static_cast<long>(size));
    });
}

ssize_t writev(int descriptor, const iovec* parts, int count) {
    const auto call = [=] { return system_call(SYS_writev, descriptor, as_argument(parts), count); };
    if (!is_inside() || descriptor <= standard_streams) {
        return answer(call());
    }
    return controlled_write(descriptor, is_controlled(), WAKELAW_CALLER, call);
}

// glibc's own ones call read and write directly.
int eventfd_read(int descriptor, eventfd_t* value) {
    return read(descriptor, value, sizeof *value) == sizeof *value ? 0 : -1;
}
int eventfd_write(int descriptor, eventfd_t value) {
    return write(descriptor, &value, sizeof value) == sizeof value ? 0 : -1;
}

int close(int descriptor) {
    if (is_inside()) {
        forget_timer_descriptor(descriptor);
    }
    return static_cast<int>(answer(system_call(SYS_close, descriptor)));
}

int epoll_ctl(int instance, int operation, int descriptor, epoll_event* event) noexcept {
    const long result = system_call(SYS_epoll_ctl, instance, operation, descriptor, as_argument(event));
    if (is_inside()) {
        if (is_controlled()) {
            const Suspend suspend;
            memory::release(&channel);
        }
        wake_ready_waiters();
    }
    return static_cast<int>(answer(result));
}

int epoll_wait(int instance, epoll_event* events, int most, int timeout) {
    if (!is_controlled()) {
        return real_epoll_wait(instance, events, most, timeout);
    }
    return controlled_epoll_wait(instance, events, most, timeout, WAKELAW_CALLER);
}

int epoll_pwait(int instance, epoll_event* events, int most, int timeout, const sigset_t* signals) {
    if (!is_controlled()) {
        return static_cast<int>(answer(system_call(SYS_epoll_pwait, instance, as_argument(events), most,
                                                   timeout, as_argument(signals), kernel_signal_set_size)));
    }
    return controlled_epoll_wait(instance, events, most, timeout, WAKELAW_CALLER);
}

int poll(pollfd* descriptors, nfds_t count, int timeout) {
    if (!is_controlled()) {
        return real_poll(descriptors, count, timeout);
    }
    return controlled_poll(descriptors, count, deadline_in(timeout), timeout != 0, WAKELAW_CALLER);
}

int ppoll(pollfd* descriptors, nfds_t count, const timespec* timeout, const sigset_t* signals) {
    if (!is_controlled()) {
        // The kernel writes the time that is left into its argument.
        timespec left = timeout == nullptr ? timespec{} : *timeout;
        return static_cast<int>(answer(system_call(
            SYS_ppoll, as_argument(descriptors), static_cast<long>(count),
            timeout == nullptr ? 0 : as_argument(&left), as_argument(signals), kernel_signal_set_size)));
    }
    const std::uint64_t duration = timeout == nullptr ? 0 : to_nanoseconds(*timeout);
    const std::uint64_t deadline = timeout == nullptr ? Blocked::never : deadline_after(duration);
    return controlled_poll(descriptors, count, deadline, timeout == nullptr || duration != 0, WAKELAW_CALLER);
}

int timerfd_create(clockid_t clock, int flags) noexcept {
    if (!is_controlled()) {
        return real_timerfd_create(clock, flags);
    }
    const Suspend suspend;
    return static_cast<int>(answer(make_timer_descriptor(clock, flags)));
}

int timerfd_settime(int descriptor, int flags, const itimerspec* setting, itimerspec* before) noexcept {
    if (!is_inside() || !is_timer_descriptor(descriptor)) {
        return real_timerfd_settime(descriptor, flags, setting, before);
    }
    const Suspend suspend;
    set_timer_descriptor(descriptor, flags, *setting, before);
    return 0;
}

int timerfd_gettime(int descriptor, itimerspec* setting) noexcept {
    if (!is_inside() || !is_timer_descriptor(descriptor)) {
        return real_timerfd_gettime(descriptor, setting);
    }
    get_timer_descriptor(descriptor, *setting);
    return 0;
}
}
