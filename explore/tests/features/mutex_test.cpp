// SPDX-License-Identifier: MIT
#include <pthread.h>

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include <gtest/gtest.h>

#include "explored.hpp"

namespace wakelaw::explore::features {

namespace {

using namespace std::chrono_literals;

template <class Mutex>
void count_in_two_threads() {
    Mutex mutex;
    int count = 0;
    const auto work = [&] {
        const std::lock_guard lock(mutex);
        ++count;
    };
    std::thread first(work);
    std::thread second(work);
    first.join();
    second.join();
    require(count == 2, "no increment was lost");
}

TEST(Mutex, Excludes) { expect_clean(count_in_two_threads<std::mutex>); }
TEST(TimedMutex, Excludes) { expect_clean(count_in_two_threads<std::timed_mutex>); }
TEST(RecursiveMutex, Excludes) { expect_clean(count_in_two_threads<std::recursive_mutex>); }
TEST(SharedMutex, Excludes) { expect_clean(count_in_two_threads<std::shared_mutex>); }

struct NoMutex {
    void lock() {}
    void unlock() {}
};

TEST(NoMutex, Races) { expect_finding(Kind::data_race, count_in_two_threads<NoMutex>); }

TEST(Mutex, TryLockFailsWhileAnotherHoldsIt) {
    expect_clean([] {
        std::mutex mutex;
        mutex.lock();
        std::thread thread([&] { require(!mutex.try_lock(), "held by the other thread"); });
        thread.join();
        mutex.unlock();
        require(mutex.try_lock(), "free now");
        mutex.unlock();
    });
}

TEST(Mutex, LockedInTwoOrdersDeadlocks) {
    expect_finding(Kind::deadlock, [] {
        std::mutex a;
        std::mutex b;
        std::thread thread([&] {
            const std::lock_guard first(b);
            const std::lock_guard second(a);
        });
        {
            const std::lock_guard first(a);
            const std::lock_guard second(b);
        }
        thread.join();
    });
}

TEST(Mutex, TwoLockedTogetherDoNotDeadlock) {
    expect_clean([] {
        std::mutex a;
        std::mutex b;
        std::thread thread([&] { const std::scoped_lock both(b, a); });
        { const std::scoped_lock both(a, b); }
        thread.join();
    });
}

TEST(TimedMutex, GivesUpInTime) {
    expect_clean([] {
        std::timed_mutex mutex;
        mutex.lock();
        std::thread thread([&] {
            const auto start = std::chrono::steady_clock::now();
            require(!mutex.try_lock_for(5ms), "the other thread keeps it");
            require(std::chrono::steady_clock::now() - start >= 5ms, "the time has passed");
            require(!mutex.try_lock_until(std::chrono::system_clock::now() + 5ms), "still");
        });
        thread.join();
        mutex.unlock();
    });
}

TEST(TimedMutex, IsTakenWhenItBecomesFree) {
    expect_clean([] {
        std::timed_mutex mutex;
        mutex.lock();
        std::atomic<bool> taken{false};
        std::thread thread([&] {
            taken = mutex.try_lock_for(1h);
            if (taken) {
                mutex.unlock();
            }
        });
        mutex.unlock();
        thread.join();
        require(taken, "time passes only when nobody can run");
    });
}

TEST(RecursiveMutex, IsTakenTwiceByOneThread) {
    expect_clean([] {
        std::recursive_mutex mutex;
        int value = 0;
        std::thread thread([&] {
            const std::lock_guard lock(mutex);
            ++value;
        });
        mutex.lock();
        mutex.lock();
        ++value;
        mutex.unlock();
        ++value;
        mutex.unlock();
        thread.join();
        require(value == 3, "no increment was lost");
    });
}

TEST(SharedMutex, ReadersAreInsideTogether) {
    expect_clean([] {
        std::shared_mutex mutex;
        mutex.lock_shared();
        std::thread thread([&] {
            const std::shared_lock lock(mutex);
            require(!mutex.try_lock(), "readers keep writers out");
        });
        thread.join();
        mutex.unlock_shared();
    });
}

TEST(SharedMutex, WritersAndReadersExclude) {
    expect_clean([] {
        std::shared_mutex mutex;
        int value = 0;
        std::thread writer([&] {
            const std::unique_lock lock(mutex);
            ++value;
            ++value;
        });
        const auto read = [&] {
            const std::shared_lock lock(mutex);
            require(value % 2 == 0, "never in between");
        };
        std::thread reader(read);
        read();
        writer.join();
        reader.join();
    });
}

TEST(SharedMutex, WritingUnderASharedLockRaces) {
    expect_finding(Kind::data_race, [] {
        std::shared_mutex mutex;
        int value = 0;
        const auto work = [&] {
            const std::shared_lock lock(mutex);
            ++value;
        };
        std::thread thread(work);
        work();
        thread.join();
    });
}

TEST(SharedTimedMutex, GivesUpInTime) {
    expect_clean([] {
        std::shared_timed_mutex mutex;
        mutex.lock();
        std::thread thread([&] {
            require(!mutex.try_lock_for(5ms), "held");
            require(!mutex.try_lock_shared_for(5ms), "held by a writer");
        });
        thread.join();
        mutex.unlock();
        require(mutex.try_lock_shared_for(5ms), "free");
        mutex.unlock_shared();
    });
}

TEST(PthreadRwlock, WritersAndReadersExclude) {
    expect_clean([] {
        pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
        int value = 0;
        std::thread writer([&] {
            pthread_rwlock_wrlock(&lock);
            ++value;
            ++value;
            pthread_rwlock_unlock(&lock);
        });
        pthread_rwlock_rdlock(&lock);
        require(value % 2 == 0, "never in between");
        pthread_rwlock_unlock(&lock);
        writer.join();
        require(pthread_rwlock_trywrlock(&lock) == 0, "free");
        require(pthread_rwlock_tryrdlock(&lock) != 0, "held");
        pthread_rwlock_unlock(&lock);
        pthread_rwlock_destroy(&lock);
    });
}

TEST(PthreadSpinlock, Excludes) {
    expect_clean([] {
        pthread_spinlock_t lock;
        pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
        int value = 0;
        const auto work = [&] {
            pthread_spin_lock(&lock);
            ++value;
            pthread_spin_unlock(&lock);
        };
        std::thread thread(work);
        work();
        thread.join();
        require(value == 2, "no increment was lost");
        require(pthread_spin_trylock(&lock) == 0, "free");
        pthread_spin_unlock(&lock);
        pthread_spin_destroy(&lock);
    });
}

TEST(SpinlockOfAFlag, Excludes) {
    expect_clean([] {
        std::atomic_flag locked;
        int value = 0;
        const auto work = [&] {
            while (locked.test_and_set(std::memory_order_acquire)) {
            }
            ++value;
            locked.clear(std::memory_order_release);
        };
        std::thread thread(work);
        work();
        thread.join();
        require(value == 2, "no increment was lost");
    });
}

TEST(SpinlockOfAFlag, RelaxedRaces) {
    expect_finding(Kind::data_race, [] {
        std::atomic_flag locked;
        int value = 0;
        const auto work = [&] {
            while (locked.test_and_set(std::memory_order_relaxed)) {
            }
            ++value;
            locked.clear(std::memory_order_relaxed);
        };
        std::thread thread(work);
        work();
        thread.join();
    });
}

}  // namespace

}  // namespace wakelaw::explore::features
