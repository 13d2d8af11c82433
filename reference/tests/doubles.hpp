// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include <wakelaw/wakelaw.hpp>

namespace doubles {

using namespace wakelaw;

// A waker that counts the calls of its vtable.
struct Ledger {
    std::atomic<int> clones{0}, wakes{0}, wakes_by_ref{0}, drops{0};
    bool clone_throws = false, wake_throws = false;

    static Ledger& of(const void* data) { return *static_cast<Ledger*>(const_cast<void*>(data)); }
    static RawWaker clone(const void* data) {
        if (of(data).clone_throws)
            throw std::runtime_error("clone");
        ++of(data).clones;
        return {data, &vtable};
    }
    static void wake(const void* data) {
        const bool throws = of(data).wake_throws;
        ++of(data).wakes;  // the last access: whoever sees the count may end the ledger
        if (throws)
            throw std::runtime_error("wake");
    }
    static void wake_by_ref(const void* data) {
        ++of(data).wakes_by_ref;
        if (of(data).wake_throws)
            throw std::runtime_error("wake_by_ref");
    }
    static void drop(const void* data) { ++of(data).drops; }
    static constexpr RawWakerVTable vtable{clone, wake, wake_by_ref, drop};

    [[nodiscard]] Waker waker() { return Waker::from_raw({this, &vtable}); }
    // Instances that exist: `made` were created by waker().
    [[nodiscard]] int live(int made) const { return made + clones - wakes - drops; }
};

// What a Probe has seen. All counters together tell whether a task was treated well.
struct Counts {
    std::atomic<int> polls{0}, drops{0}, overlaps{0}, polls_after_ready{0}, moves_after_poll{0};
    std::atomic<bool> in_poll{false};
    int plain = 0;  // written by each poll without synchronisation: ThreadSanitizer watches it
};

// A place where a future leaves its waker.
class Slot {
public:
    void put(const Waker& waker) {
        Waker clone = waker.clone();
        const std::lock_guard lock(mutex_);
        waker_.emplace(std::move(clone));
    }
    [[nodiscard]] std::optional<Waker> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(waker_, std::nullopt);
    }
    // Wakes without removing. False if there is none.
    bool wake_by_ref() {
        std::optional<Waker> waker;
        {
            const std::lock_guard lock(mutex_);
            if (waker_)
                waker.emplace(waker_->clone());
        }
        if (waker)
            waker->wake_by_ref();
        return waker.has_value();
    }

private:
    std::mutex mutex_;
    std::optional<Waker> waker_;
};

// A future that counts everything. `step(poll_number, context)` decides; poll numbers begin at 1.
template <class Step>
class Probe {
public:
    Probe(Counts& counts, Step step) : counts_(&counts), step_(std::move(step)) {}
    Probe(Probe&& other) noexcept
        : counts_(std::exchange(other.counts_, nullptr)),
          step_(std::move(other.step_)),
          polls_(other.polls_) {
        if (polls_ > 0)
            ++counts_->moves_after_poll;
    }
    ~Probe() {
        if (counts_ == nullptr)
            return;
        ++counts_->plain;
        ++counts_->drops;
    }

    std::invoke_result_t<Step&, int, Context&> poll(Context& context) {
        struct Leave {
            Counts* counts;
            ~Leave() { counts->in_poll = false; }
        };
        if (counts_->in_poll.exchange(true))
            ++counts_->overlaps;
        const Leave leave{counts_};
        ++counts_->polls;
        ++counts_->plain;
        if (ready_)
            ++counts_->polls_after_ready;
        auto result = step_(++polls_, context);
        ready_ = result.is_ready();
        return result;
    }

private:
    Counts* counts_;
    Step step_;
    int polls_ = 0;
    bool ready_ = false;
};

inline void expect_clean(const Counts& counts) {
    if (counts.overlaps != 0)
        throw std::logic_error("polls overlapped");
    if (counts.polls_after_ready != 0)
        throw std::logic_error("polled after ready");
    if (counts.moves_after_poll != 0)
        throw std::logic_error("moved after the first poll");
}

// Pending until `flag`; leaves its waker in `slot` before it looks.
inline auto until(std::atomic<bool>& flag, Slot& slot) {
    return [&flag, &slot](int, Context& context) -> Poll<void> {
        slot.put(context.waker());
        if (flag.load())
            return Poll<void>::ready();
        return Pending{};
    };
}

// A future that must not be moved.
struct Pinned {
    Pinned() = default;
    Pinned(const Pinned&) = delete;
    Pinned& operator=(const Pinned&) = delete;
    Poll<bool> poll(Context& context) {
        if (self == nullptr) {
            self = this;
            context.waker().wake_by_ref();
            return Pending{};
        }
        return Poll<bool>::ready(self == this);
    }
    Pinned* self = nullptr;
};

template <class F>
auto poll_once(F& future, const Waker& waker = Waker::noop()) {
    Context context = Context::from_waker(waker);
    return future.poll(context);
}

// Spins until `condition`, without a time limit: ctest has one.
template <class Condition>
void await(Condition condition) {
    while (!condition())
        std::this_thread::yield();
}

}  // namespace doubles
