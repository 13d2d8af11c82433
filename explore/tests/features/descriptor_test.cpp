// SPDX-License-Identifier: MIT
//
// The file descriptors that event loops sleep on.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <thread>

#include <gtest/gtest.h>

#include "explored.hpp"

namespace wakelaw::explore::features {

namespace {

using namespace std::chrono_literals;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) { require(number >= 0, "a descriptor"); }
    ~Descriptor() { close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    operator int() const { return number_; }  // NOLINT: implicit on purpose

private:
    int number_;
};

void add_one(int event) {
    const std::uint64_t one = 1;
    require(write(event, &one, sizeof one) == sizeof one, "an eventfd takes eight bytes");
}

std::uint64_t take(int descriptor) {
    std::uint64_t count = 0;
    require(read(descriptor, &count, sizeof count) == sizeof count, "eight bytes");
    return count;
}

void watch(int epoll, int descriptor) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    require(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0, "watched");
}

/// Arms for once, in milliseconds from now.
void arm(int timer, long milliseconds) {
    itimerspec due{};
    due.it_value.tv_sec = milliseconds / 1000;
    due.it_value.tv_nsec = milliseconds % 1000 * 1'000'000;
    require(timerfd_settime(timer, 0, &due, nullptr) == 0, "armed");
}

TEST(Eventfd, BlocksUntilItIsWritten) {
    expect_clean([] {
        const Descriptor event(eventfd(0, EFD_CLOEXEC));
        int value = 0;
        std::thread thread([&] {
            value = 7;
            add_one(event);
        });
        require(take(event) == 1, "one");
        require(value == 7, "what was before the write");
        thread.join();
    });
}

TEST(Eventfd, ThatNobodyWritesHangs) {
    expect_finding(Kind::deadlock, [] {
        const Descriptor event(eventfd(0, EFD_CLOEXEC));
        std::thread thread([&] { take(event); });
        thread.join();
    });
}

TEST(Epoll, IsWokenByAnEventfd) {
    expect_clean([] {
        const Descriptor event(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
        const Descriptor epoll(epoll_create1(0));
        watch(epoll, event);
        int value = 0;
        std::thread thread([&] {
            value = 7;
            add_one(event);
        });
        epoll_event ready{};
        require(epoll_wait(epoll, &ready, 1, -1) == 1 && ready.data.fd == event, "the eventfd");
        require(take(event) == 1, "one");
        require(value == 7, "what was before the write");
        require(epoll_wait(epoll, &ready, 1, 20) == 0, "nothing more");
        thread.join();
    });
}

TEST(Epoll, ThatNothingWakesHangs) {
    expect_finding(Kind::deadlock, [] {
        const Descriptor event(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
        const Descriptor epoll(epoll_create1(0));
        watch(epoll, event);
        std::thread thread([&] {
            epoll_event ready{};
            epoll_wait(epoll, &ready, 1, -1);
        });
        thread.join();
    });
}

TEST(Epoll, CheckedBeforeTheWriteOnlyMissesIt) {
    // A loop that drains its eventfd after it has looked at its queue.
    expect_finding(Kind::deadlock, [] {
        const Descriptor event(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
        const Descriptor epoll(epoll_create1(0));
        watch(epoll, event);
        std::atomic<int> queued{0};
        std::thread thread([&] {
            for (int i = 0; i < 2; ++i) {
                queued.fetch_add(1);
                add_one(event);
            }
        });
        int done = 0;
        while (done < 2) {
            epoll_event ready{};
            epoll_wait(epoll, &ready, 1, -1);
            done += queued.exchange(0);
            take(event);
        }
        thread.join();
    });
}

TEST(Timerfd, ExpiresInVirtualTime) {
    expect_clean([] {
        const Descriptor timer(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
        const Descriptor epoll(epoll_create1(0));
        watch(epoll, timer);
        const auto start = std::chrono::steady_clock::now();
        arm(timer, 3'600'000);
        epoll_event ready{};
        require(epoll_wait(epoll, &ready, 1, -1) == 1, "the timer");
        require(take(timer) == 1, "one expiration");
        require(std::chrono::steady_clock::now() - start >= 1h, "the clock went on");
    });
}

TEST(Timerfd, AndEventfdWakeOneEpoll) {
    expect_clean([] {
        const Descriptor timer(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
        const Descriptor event(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
        const Descriptor epoll(epoll_create1(0));
        watch(epoll, timer);
        watch(epoll, event);
        arm(timer, 5);
        std::thread thread([&] { add_one(event); });
        bool timer_seen = false;
        bool event_seen = false;
        while (!timer_seen || !event_seen) {
            std::array<epoll_event, 2> ready{};
            const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), -1);
            for (int i = 0; i < count; ++i) {
                const int descriptor = ready[static_cast<std::size_t>(i)].data.fd;
                take(descriptor);
                timer_seen = timer_seen || descriptor == timer;
                event_seen = event_seen || descriptor == event;
            }
        }
        thread.join();
    });
}

TEST(Poll, IsWokenByAPipe) {
    expect_clean([] {
        std::array<int, 2> ends{};
        require(pipe(ends.data()) == 0, "a pipe");
        const Descriptor reading(ends[0]);
        const Descriptor writing(ends[1]);
        int value = 0;
        std::thread thread([&] {
            value = 7;
            require(write(writing, "x", 1) == 1, "written");
        });
        pollfd entry{reading, POLLIN, 0};
        require(poll(&entry, 1, -1) == 1 && (entry.revents & POLLIN) != 0, "readable");
        char byte = 0;
        require(read(reading, &byte, 1) == 1 && byte == 'x', "the byte");
        require(value == 7, "what was before the write");
        require(poll(&entry, 1, 20) == 0, "nothing more");
        thread.join();
    });
}

TEST(Pipe, BlocksItsReader) {
    expect_clean([] {
        std::array<int, 2> ends{};
        require(pipe(ends.data()) == 0, "a pipe");
        const Descriptor reading(ends[0]);
        const Descriptor writing(ends[1]);
        std::thread thread([&] { require(write(writing, "x", 1) == 1, "written"); });
        char byte = 0;
        require(read(reading, &byte, 1) == 1 && byte == 'x', "the byte");
        thread.join();
    });
}

TEST(Pipe, ThatNobodyWritesHangs) {
    expect_finding(Kind::deadlock, [] {
        std::array<int, 2> ends{};
        require(pipe(ends.data()) == 0, "a pipe");
        const Descriptor reading(ends[0]);
        const Descriptor writing(ends[1]);
        std::thread thread([&] {
            char byte = 0;
            require(read(reading, &byte, 1) == 1, "a byte");
        });
        thread.join();
    });
}

}  // namespace

}  // namespace wakelaw::explore::features
