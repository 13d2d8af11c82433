// SPDX-License-Identifier: MIT
//
// What the scenarios are made of.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <wakelaw/explore.hpp>
#include <wakelaw/runnable.hpp>
#include <wakelaw/waker.hpp>

namespace wakelaw::explore::mutation {

/// Counts its living instances; each scenario ends with none. Its plain member makes a use that is not
/// ordered before the destruction a data race.
class Tracked {
public:
    explicit Tracked(int number = 0) : value(number) { count(1); }
    Tracked(const Tracked& other) : value(other.value) { count(1); }
    Tracked(Tracked&& other) noexcept : value(other.value) { count(1); }
    Tracked& operator=(const Tracked&) = default;
    ~Tracked() {
        value = -1;
        count(-1);
    }

    int value;

    static void begin() { living_.store(0, std::memory_order_relaxed); }
    static void end() {
        require(living_.load(std::memory_order_relaxed) == 0, "an object was destroyed twice or never");
    }

private:
    // Relaxed: counting must order nothing.
    static void count(int change) { living_.fetch_add(change, std::memory_order_relaxed); }
    static inline std::atomic<int> living_{0};
};

/// Virtual time passes when nobody else can run, so afterwards every other thread sleeps, or has ended.
inline void let_the_others_sleep() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

/// Gives one value from a thread to another.
template <class T>
class Handover {
public:
    void put(T value) {
        const std::lock_guard lock(mutex_);
        value_.emplace(std::move(value));
        filled_.notify_one();
    }
    T take() {
        std::unique_lock lock(mutex_);
        filled_.wait(lock, [this] { return value_.has_value(); });
        T value = std::move(*value_);
        value_.reset();
        return value;
    }

private:
    std::mutex mutex_;
    std::condition_variable filled_;
    std::optional<T> value_;
};

/// The queue of the workers in a scenario.
class WorkQueue {
public:
    void push(Runnable runnable) {
        const std::lock_guard lock(mutex_);
        runnables_.push(std::move(runnable));
        changed_.notify_one();
    }
    /// Sleeps until there is one; empty after close.
    Runnable pop() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !runnables_.empty(); });
        return runnables_.pop();
    }
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }
    /// What a worker thread does.
    void work() {
        while (Runnable runnable = pop()) {
            runnable.run();
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    RunnableQueue runnables_;
    bool closed_ = false;
};

/// The schedule function of a task on a WorkQueue. Lives in the task's cell: if it lives, so does the cell.
class PushOn {
public:
    explicit PushOn(WorkQueue& queue) : queue_(&queue) {}
    void operator()(Runnable runnable) const { queue_->push(std::move(runnable)); }

private:
    WorkQueue* queue_;
    Tracked cell_;
};

/// Two things that a task waits for. Relaxed, so that only the wake orders what was before it.
class Events {
public:
    void happen(std::size_t event) { happened_[event].store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool have_happened(std::size_t count) const {
        for (std::size_t event = 0; event < count; ++event) {
            if (!happened_[event].load(std::memory_order_relaxed)) {
                return false;
            }
        }
        return true;
    }

private:
    std::array<std::atomic<bool>, 2> happened_{};
};

/// Ready when `count` events have happened. Its first poll gives away as many clones of its waker.
class AwaitEvents {
public:
    AwaitEvents(const Events& events, std::array<Handover<Waker>, 2>& wakers, std::size_t count)
        : events_(&events), wakers_(&wakers), count_(count) {}

    Poll<Tracked> poll(Context& context) {
        if (++polls_ == 1) {
            for (std::size_t event = 0; event < count_; ++event) {
                (*wakers_)[event].put(context.waker().clone());
            }
        }
        if (!events_->have_happened(count_)) {
            return Pending{};
        }
        return Poll<Tracked>::ready(polls_);
    }

private:
    const Events* events_;
    std::array<Handover<Waker>, 2>* wakers_;
    std::size_t count_;
    int polls_ = 0;  // plain: polls that do not happen one before the other race
    Tracked future_;
};

/// Ready when it was woken once; reads what the waking thread has written with plain stores.
class ReadWhenWoken {
public:
    ReadWhenWoken(const int& written, Handover<Waker>& waker) : written_(&written), waker_(&waker) {}

    Poll<int> poll(Context& context) {
        if (++polls_ == 1) {
            waker_->put(context.waker().clone());
            return Pending{};
        }
        return Poll<int>::ready(*written_);
    }

private:
    const int* written_;
    Handover<Waker>* waker_;
    int polls_ = 0;
    Tracked future_;
};

/// A waker of a thread: wake_by_ref leaves a permit, wait takes it.
class Signal {
public:
    void notify() {
        const std::lock_guard lock(mutex_);
        set_ = true;
        condition_.notify_one();
    }
    void wait() {
        std::unique_lock lock(mutex_);
        condition_.wait(lock, [this] { return set_; });
        set_ = false;
    }
    static void wake_by_ref(const Arc<Signal>& self) { self->notify(); }

private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool set_ = false;
    Tracked tracked_;
};

}  // namespace wakelaw::explore::mutation
