// SPDX-License-Identifier: MIT
// Small concurrent programs, each in a faulty and in a correct version.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include <wakelaw/explore.hpp>

namespace programs {

using wakelaw::explore::require;

enum class Version { faulty, correct };

/// A counter that two threads increase; faulty: not in one step.
template <Version version>
void lost_update() {
    std::atomic<int> counter{0};
    const auto increase = [&] {
        if constexpr (version == Version::faulty) {
            counter.store(counter.load() + 1);
        } else {
            counter.fetch_add(1);
        }
    };
    std::thread other(increase);
    increase();
    other.join();
    require(counter == 2, "an update is lost");
}

/// A consumer that sleeps until there is something; faulty: it checks before it locks.
template <Version version>
void lost_notification() {
    std::mutex mutex;
    std::condition_variable changed;
    bool ready = false;
    std::thread producer([&] {
        {
            const std::lock_guard lock(mutex);
            ready = true;
        }
        changed.notify_one();
    });
    if constexpr (version == Version::faulty) {
        bool seen = false;
        {
            const std::lock_guard lock(mutex);
            seen = ready;
        }
        if (!seen) {
            std::unique_lock lock(mutex);
            changed.wait(lock);
        }
    } else {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return ready; });
    }
    producer.join();
}

/// Two locks; faulty: in both orders.
template <Version version>
void lock_order() {
    std::mutex first;
    std::mutex second;
    std::thread other([&] {
        const std::lock_guard outer(version == Version::faulty ? second : first);
        const std::lock_guard inner(version == Version::faulty ? first : second);
    });
    {
        const std::lock_guard outer(first);
        const std::lock_guard inner(second);
    }
    other.join();
}

/// A value handed over by a flag; faulty: with a relaxed store.
template <Version version>
void unordered_handover() {
    int value = 0;
    std::atomic<bool> ready{false};
    std::thread producer([&] {
        value = 42;
        ready.store(true, version == Version::faulty ? std::memory_order_relaxed : std::memory_order_release);
    });
    if (ready.load(std::memory_order_acquire)) {
        require(value == 42, "the value is not there");
    }
    producer.join();
}

/// Dekker's handshake of a sleeper and a waker; faulty: acquire and release are not enough.
template <Version version>
void sleep_handshake() {
    constexpr auto store = version == Version::faulty ? std::memory_order_release : std::memory_order_seq_cst;
    constexpr auto load = version == Version::faulty ? std::memory_order_acquire : std::memory_order_seq_cst;
    std::atomic<int> work{0};
    std::atomic<int> sleeping{0};
    std::atomic<int> permit{0};
    std::thread worker([&] {
        sleeping.store(1, store);
        if (work.load(load) == 0) {
            permit.wait(0);
        }
    });
    work.store(1, store);
    if (sleeping.load(load) == 1) {
        permit.store(1);
        permit.notify_one();
    }
    worker.join();
}

/// The same with relaxed operations around fences of sequential consistency, which is correct.
inline void sleep_handshake_with_fences() {
    std::atomic<int> work{0};
    std::atomic<int> sleeping{0};
    std::atomic<int> permit{0};
    std::thread worker([&] {
        sleeping.store(1, std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_seq_cst);
        if (work.load(std::memory_order_relaxed) == 0) {
            permit.wait(0);
        }
    });
    work.store(1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (sleeping.load(std::memory_order_relaxed) == 1) {
        permit.store(1);
        permit.notify_one();
    }
    worker.join();
}

/// Each of two owners drops a reference; faulty: the first to drop may free what the second still uses.
template <Version version>
void early_free() {
    struct Shared {
        std::atomic<int> references{2};
        std::atomic<int> uses{0};
    };
    auto* shared = new Shared;
    const auto use_and_drop = [shared] {
        if constexpr (version == Version::faulty) {
            const bool last = shared->references.fetch_sub(1) == 1;
            shared->uses.fetch_add(1);
            if (last) {
                delete shared;
            }
        } else {
            shared->uses.fetch_add(1);
            if (shared->references.fetch_sub(1) == 1) {
                delete shared;
            }
        }
    };
    std::thread other(use_and_drop);
    use_and_drop();
    other.join();
}

/// A task that is woken while it is polled, and again: about 50 steps.
inline void wake_and_poll() {
    enum : unsigned { scheduled = 1, running = 2, done = 4 };
    std::atomic<unsigned> state{scheduled};
    std::atomic<int> events{0};
    std::mutex mutex;
    std::condition_variable changed;
    unsigned queued = 1;
    const auto wake = [&] {
        unsigned before = state.load();
        for (;;) {
            if ((before & (scheduled | done)) != 0) {
                return;
            }
            if (state.compare_exchange_weak(before, before | scheduled)) {
                break;
            }
        }
        if ((before & running) == 0) {
            {
                const std::lock_guard lock(mutex);
                ++queued;
            }
            changed.notify_one();
        }
    };
    std::thread waker([&] {
        for (int i = 0; i < 3; ++i) {
            events.fetch_add(1);
            wake();
        }
    });
    for (bool finished = false; !finished;) {
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return queued > 0; });
            --queued;
        }
        for (;;) {
            state.store(running);
            finished = events.load() == 3;
            if (finished) {
                state.store(done);
                break;
            }
            unsigned before = running;
            if (state.compare_exchange_strong(before, 0)) {
                break;
            }
        }
    }
    waker.join();
}

}  // namespace programs
