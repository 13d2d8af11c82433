// SPDX-License-Identifier: MIT
// What a controlled thread may not do, with the reason in one line.
#include <pthread.h>
#include <signal.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string>

#include "interpose/blocking_calls.hpp"
#include "runtime/real.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/verdict.hpp"

namespace {

using namespace wakelaw::explore::runtime;
using wakelaw::explore::Kind;

WAKELAW_REAL(fork, real_fork);
WAKELAW_REAL(sigaction, real_sigaction);
WAKELAW_REAL(signal, real_signal);
WAKELAW_REAL(pthread_cancel, real_cancel);
WAKELAW_REAL(pthread_kill, real_kill);
WAKELAW_REAL(accept, real_accept);
WAKELAW_REAL(select, real_select);
WAKELAW_REAL(waitpid, real_waitpid);
WAKELAW_REAL(pause, real_pause);

void refuse(Kind kind, const char* what, const char* why) {
    if (is_controlled()) {
        const Suspend suspend;
        end_schedule(kind, std::string("the body calls ") + what + ": " + why);
    }
}

constexpr const char* not_in_the_list = "it may block, and is not among the calls that can be controlled";

constexpr std::array blocking_numbers{
    SYS_read,           SYS_readv,           SYS_poll,
    SYS_ppoll,          SYS_select,          SYS_pselect6,
    SYS_epoll_wait,     SYS_nanosleep,       SYS_epoll_pwait,
    SYS_accept,         SYS_clock_nanosleep, SYS_accept4,
    SYS_recvfrom,       SYS_recvmsg,         SYS_connect,
    SYS_wait4,          SYS_waitid,          SYS_pause,
    SYS_epoll_pwait2,   SYS_flock,           SYS_rt_sigtimedwait,
    SYS_io_uring_enter, SYS_futex_waitv,
};

}  // namespace

namespace wakelaw::explore::interpose {

void refuse_if_blocking(long number) {
    if (std::find(blocking_numbers.begin(), blocking_numbers.end(), number) != blocking_numbers.end()) {
        const Suspend suspend;
        end_schedule(Kind::uncontrolled, "the body makes system call " + std::to_string(number) +
                                             " by number: " + not_in_the_list);
    }
    if (number == SYS_clone || number == SYS_clone3 || number == SYS_fork || number == SYS_vfork) {
        const Suspend suspend;
        end_schedule(Kind::uncontrolled, "the body starts a thread or a process by a system call of its own");
    }
}

}  // namespace wakelaw::explore::interpose

extern "C" {

pid_t fork() noexcept {
    refuse(Kind::unsupported, "fork", "the child would have none of the controlled threads");
    return real_fork();
}

int sigaction(int number, const struct sigaction* action, struct sigaction* before) noexcept {
    if (action != nullptr) {
        refuse(Kind::unsupported, "sigaction", "signal handlers are not controlled");
    }
    return real_sigaction(number, action, before);
}

sighandler_t signal(int number, sighandler_t handler) noexcept {
    refuse(Kind::unsupported, "signal", "signal handlers are not controlled");
    return real_signal(number, handler);
}

int pthread_cancel(pthread_t thread) {
    refuse(Kind::unsupported, "pthread_cancel", "cancellation is not controlled");
    return real_cancel(thread);
}

int pthread_kill(pthread_t thread, int number) noexcept {
    refuse(Kind::unsupported, "pthread_kill", "signals are not controlled");
    return real_kill(thread, number);
}

void pthread_exit(void* result) {
    refuse(Kind::unsupported, "pthread_exit", "return from the thread's function instead");
    static constinit Real<void(void*)> real_exit{"pthread_exit"};
    real_exit(result);
    __builtin_unreachable();
}

int accept(int descriptor, sockaddr* address, socklen_t* size) {
    refuse(Kind::uncontrolled, "accept", not_in_the_list);
    return real_accept(descriptor, address, size);
}

int select(int count, fd_set* reads, fd_set* writes, fd_set* exceptions, timeval* timeout) {
    refuse(Kind::uncontrolled, "select", not_in_the_list);
    return real_select(count, reads, writes, exceptions, timeout);
}

pid_t waitpid(pid_t process, int* status, int options) {
    refuse(Kind::uncontrolled, "waitpid", not_in_the_list);
    return real_waitpid(process, status, options);
}

int pause() {
    refuse(Kind::uncontrolled, "pause", not_in_the_list);
    return real_pause();
}
}
