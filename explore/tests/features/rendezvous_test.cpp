// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <semaphore.h>

#include <atomic>
#include <barrier>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <latch>
#include <semaphore>
#include <thread>

#include <gtest/gtest.h>

#include "explored.hpp"

namespace wakelaw::explore::features {

namespace {

using namespace std::chrono_literals;

TEST(Latch, IsOpenWhenAllHaveArrived) {
    expect_clean([] {
        std::latch latch(2);
        int value = 0;
        std::thread thread([&] {
            value = 1;
            latch.count_down();
        });
        latch.arrive_and_wait();
        require(value == 1, "the thread has arrived");
        thread.join();
    });
}

TEST(Latch, OfTooFewOpensTooSoon) {
    expect_finding(Kind::data_race, [] {
        std::latch latch(1);
        int value = 0;
        std::thread thread([&] { value = 1; });
        latch.arrive_and_wait();
        const int seen = value;
        thread.join();
        require(seen <= 1, "either");
    });
}

TEST(Latch, OfTooManyNeverOpens) {
    expect_finding(Kind::deadlock, [] {
        std::latch latch(3);
        std::thread thread([&] { latch.count_down(); });
        latch.arrive_and_wait();
        thread.join();
    });
}

TEST(Barrier, SeparatesThePhases) {
    expect_clean([] {
        std::atomic<int> completions{0};
        std::barrier barrier(2, [&]() noexcept { completions.fetch_add(1); });
        std::atomic<int> arrived{0};
        const auto work = [&] {
            arrived.fetch_add(1);
            barrier.arrive_and_wait();
            require(arrived == 2, "all have arrived");
            barrier.arrive_and_wait();
        };
        std::thread thread(work);
        work();
        thread.join();
        require(completions == 2, "one completion a phase");
    });
}

TEST(Barrier, LetsOneDropOut) {
    expect_clean([] {
        std::barrier barrier(2);
        std::thread thread([&] { barrier.arrive_and_drop(); });
        barrier.arrive_and_wait();
        barrier.arrive_and_wait();
        thread.join();
    });
}

TEST(CountingSemaphore, IsTakenAfterItsRelease) {
    expect_clean([] {
        std::counting_semaphore<8> semaphore(0);
        int value = 0;
        std::thread thread([&] {
            value = 1;
            semaphore.release(2);
        });
        semaphore.acquire();
        require(value == 1, "released");
        semaphore.acquire();
        thread.join();
        require(!semaphore.try_acquire(), "empty");
        require(!semaphore.try_acquire_for(5ms), "still empty");
    });
}

TEST(BinarySemaphore, Excludes) {
    expect_clean([] {
        std::binary_semaphore semaphore(1);
        int value = 0;
        const auto work = [&] {
            semaphore.acquire();
            ++value;
            semaphore.release();
        };
        std::thread thread(work);
        work();
        thread.join();
        require(value == 2, "no increment was lost");
    });
}

TEST(CountingSemaphore, OfTwoDoesNotExclude) {
    expect_finding(Kind::data_race, [] {
        std::counting_semaphore<2> semaphore(2);
        int value = 0;
        const auto work = [&] {
            semaphore.acquire();
            ++value;
            semaphore.release();
        };
        std::thread thread(work);
        work();
        thread.join();
    });
}

TEST(CountingSemaphore, ThatNobodyReleasesHangs) {
    expect_finding(Kind::deadlock, [] {
        std::counting_semaphore<2> semaphore(1);
        const auto work = [&] { semaphore.acquire(); };
        std::thread thread(work);
        work();
        thread.join();
    });
}

TEST(PosixSemaphore, IsTakenAfterItsPost) {
    expect_clean([] {
        sem_t semaphore;
        sem_init(&semaphore, 0, 0);
        int value = 0;
        std::thread thread([&] {
            value = 1;
            sem_post(&semaphore);
        });
        sem_wait(&semaphore);
        require(value == 1, "posted");
        thread.join();
        require(sem_trywait(&semaphore) != 0 && errno == EAGAIN, "empty");
        timespec soon{};
        clock_gettime(CLOCK_REALTIME, &soon);
        soon.tv_sec += 1;
        require(sem_timedwait(&semaphore, &soon) != 0 && errno == ETIMEDOUT, "still empty");
        sem_destroy(&semaphore);
    });
}

TEST(PthreadBarrier, LetsAllPassAtOnceAndNamesOne) {
    expect_clean([] {
        pthread_barrier_t barrier;
        pthread_barrier_init(&barrier, nullptr, 2);
        std::atomic<int> arrived{0};
        std::atomic<int> named{0};
        const auto work = [&] {
            arrived.fetch_add(1);
            // NOLINTNEXTLINE(bugprone-posix-return): glibc's PTHREAD_BARRIER_SERIAL_THREAD is -1
            if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) {
                named.fetch_add(1);
            }
            require(arrived == 2, "all have arrived");
        };
        std::thread thread(work);
        work();
        thread.join();
        require(named == 1, "one is named");
        pthread_barrier_destroy(&barrier);
    });
}

}  // namespace

}  // namespace wakelaw::explore::features
