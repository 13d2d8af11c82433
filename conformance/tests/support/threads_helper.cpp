// SPDX-License-Identifier: MIT
// A process whose threads are in a known state. `threads_helper STATE` writes the id of the thread that is
// about to enter STATE, and a newline; its main thread then reads from descriptor 0 and ends the process at
// the first byte or at the end of the input.
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr std::time_t an_hour = 3600;

void say_where() {
    const std::string line = std::to_string(syscall(SYS_gettid)) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) {
        _exit(1);
    }
}

int timer(bool armed) {
    const int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    itimerspec when{};
    when.it_value.tv_sec = armed ? an_hour : 0;
    timerfd_settime(fd, 0, &when, nullptr);
    return fd;
}

int epoll_of(std::initializer_list<int> watched) {
    const int fd = epoll_create1(0);
    for (const int one : watched) {
        epoll_event event{};
        event.events = EPOLLIN;
        epoll_ctl(fd, EPOLL_CTL_ADD, one, &event);
    }
    return fd;
}

void wait_epoll(int fd, int limit) {
    epoll_event event{};
    say_where();
    epoll_wait(fd, &event, 1, limit);
}

void wait_poll(std::initializer_list<int> watched, const timespec* limit) {
    std::vector<pollfd> set;
    for (const int one : watched) {
        set.push_back({one, POLLIN, 0});
    }
    say_where();
    ppoll(set.data(), set.size(), limit, nullptr);
}

void read_from(int fd) {
    std::uint64_t value = 0;
    say_where();
    if (read(fd, &value, sizeof value) < 0) {
        _exit(1);
    }
}

std::array<int, 2> pair_of(int (*make)(int*)) {
    std::array<int, 2> ends{};
    if (make(ends.data()) != 0) {
        _exit(1);
    }
    return ends;
}
std::array<int, 2> a_pipe() { return pair_of(&pipe); }

std::mutex mutex;
std::condition_variable condition;
std::atomic<std::uint32_t> word{0};

void spin() {
    say_where();
    while (true) {
        word.fetch_add(1, std::memory_order_relaxed);
    }
}

void wait_futex() {
    say_where();
    while (true) {
        syscall(SYS_futex, &word, FUTEX_WAIT, 0, nullptr, nullptr, 0);
    }
}

/// One byte goes to and fro: at each moment one of the two can run, and both are nearly always in `read`.
void toss() {
    const std::array<int, 2> there = a_pipe();
    const std::array<int, 2> back = a_pipe();
    const auto pass_on = [](int from, int to) {
        char byte = 'x';
        while (read(from, &byte, 1) == 1 && write(to, &byte, 1) == 1) {
        }
    };
    std::thread(pass_on, there[0], back[1]).detach();
    if (write(there[1], "x", 1) != 1) {
        _exit(1);
    }
    say_where();
    pass_on(back[0], there[1]);
}

/// The same among three threads with futexes: each wakes the next and waits.
void pass_round() {
    constexpr std::uint32_t threads = 3;
    static std::array<std::atomic<std::uint32_t>, threads> turns{};
    const auto take_turns = [](std::uint32_t self) {
        const std::uint32_t next = (self + 1) % threads;
        for (std::uint32_t seen = 0;; ++seen) {
            while (turns[self].load() == seen) {
                syscall(SYS_futex, &turns[self], FUTEX_WAIT, seen, nullptr, nullptr, 0);
            }
            turns[next].fetch_add(1);
            syscall(SYS_futex, &turns[next], FUTEX_WAKE, 1, nullptr, nullptr, 0);
        }
    };
    std::thread(take_turns, 1U).detach();
    std::thread(take_turns, 2U).detach();
    turns[0].fetch_add(1);
    say_where();
    take_turns(0);
}

void posix_timer(int notify) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    sigevent event{};
    event.sigev_notify = notify;
    event.sigev_signo = SIGRTMIN;
    event.sigev_notify_function = [](sigval) {};
    timer_t id{};
    timer_create(CLOCK_MONOTONIC, &event, &id);
    itimerspec when{};
    when.it_value.tv_sec = an_hour;
    timer_settime(id, 0, &when, nullptr);
    say_where();
    int signal = 0;
    sigwait(&set, &signal);
}

const std::map<std::string, void (*)()> states{
    {"spin", &spin},
    {"futex", &wait_futex},
    {"mutex",
     [] {
         mutex.lock();
         say_where();
         std::thread([] { mutex.lock(); }).join();
     }},
    {"condition",
     [] {
         std::unique_lock lock(mutex);
         say_where();
         condition.wait(lock, [] { return false; });
     }},
    {"condition-limit",
     [] {
         std::unique_lock lock(mutex);
         say_where();
         condition.wait_for(lock, std::chrono::hours(1), [] { return false; });
     }},
    {"atomic-wait",
     [] {
         say_where();
         word.wait(0);
     }},
    {"join",
     [] {
         std::thread other(&wait_futex);
         other.join();
     }},
    {"pause",
     [] {
         say_where();
         pause();
     }},
    {"nanosleep",
     [] {
         say_where();
         std::this_thread::sleep_for(std::chrono::hours(1));
     }},
    {"epoll", [] { wait_epoll(epoll_of({eventfd(0, 0)}), -1); }},
    {"epoll-limit", [] { wait_epoll(epoll_of({eventfd(0, 0)}), 3'600'000); }},
    {"epoll-armed",
     [] {
         wait_epoll(epoll_of({eventfd(0, 0), timer(true)}), -1);
     }},
    {"epoll-disarmed",
     [] {
         wait_epoll(epoll_of({eventfd(0, 0), timer(false)}), -1);
     }},
    {"epoll-nested-armed",
     [] {
         wait_epoll(epoll_of({eventfd(0, 0), epoll_of({timer(true)})}), -1);
     }},
    {"epoll-nested-disarmed", [] { wait_epoll(epoll_of({epoll_of({timer(false)})}), -1); }},
    {"read-eventfd", [] { read_from(eventfd(0, 0)); }},
    {"read-pipe", [] { read_from(a_pipe()[0]); }},
    {"read-timer", [] { read_from(timer(true)); }},
    {"read-socket",
     [] { read_from(pair_of([](int* ends) { return socketpair(AF_UNIX, SOCK_STREAM, 0, ends); })[0]); }},
    {"poll",
     [] {
         wait_poll({eventfd(0, 0), -1, a_pipe()[0], epoll_of({timer(false)})}, nullptr);
     }},
    {"poll-nothing", [] { wait_poll({}, nullptr); }},
    {"poll-armed",
     [] {
         wait_poll({eventfd(0, 0), timer(true)}, nullptr);
     }},
    {"poll-socket",
     [] {
         const auto ends = pair_of([](int* made) { return socketpair(AF_UNIX, SOCK_STREAM, 0, made); });
         wait_poll({timer(true), ends[0]}, nullptr);
     }},
    {"poll-limit",
     [] {
         const timespec limit{an_hour, 0};
         wait_poll({eventfd(0, 0)}, &limit);
     }},
    {"poll-call",
     [] {
         pollfd watched{eventfd(0, 0), POLLIN, 0};
         say_where();
         poll(&watched, 1, -1);
     }},
    {"posix-timer", [] { posix_timer(SIGEV_SIGNAL); }},
    {"posix-timer-thread", [] { posix_timer(SIGEV_THREAD); }},
    {"toss", &toss},
    {"pass-round", &pass_round},
};

}  // namespace

int main(int argc, char** argv) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto state = argc == 2 ? states.find(argv[1]) : states.end();
    if (state == states.end()) {
        std::fprintf(stderr, "threads_helper: name one state of threads_helper.cpp\n");
        return 64;
    }
    std::thread(state->second).detach();
    char byte = 0;
    if (read(STDIN_FILENO, &byte, 1) < 0) {
        _exit(1);
    }
    _exit(0);
}
