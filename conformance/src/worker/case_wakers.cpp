// SPDX-License-Identifier: MIT
// What a case does with wakers.
#include <optional>
#include <thread>
#include <utility>

#include "worker/case.hpp"
#include "worker/futex.hpp"
#include "worker/recorder.hpp"

namespace wakelaw::conformance {

using trace::Kind;

namespace {

/// Wakes or drops a waker in the destructor of a thread_local (WAK-8).
struct AtThreadExit {
    std::optional<Waker> waker;
    std::uint16_t task = 0;
    std::uint16_t slot = 0;
    bool by_wake = false;
    AtThreadExit() = default;
    AtThreadExit(const AtThreadExit&) = delete;
    AtThreadExit& operator=(const AtThreadExit&) = delete;
    ~AtThreadExit() {
        if (!waker) {
            return;
        }
        record(by_wake ? Kind::wake_begin : Kind::drop_begin, task, slot, trace::flag::at_exit);
        if (by_wake) {
            std::move(*waker).wake();
        }
        waker.reset();
        record(by_wake ? Kind::wake_end : Kind::drop_end, task, slot, trace::flag::at_exit);
    }
};

}  // namespace

void Case::wake(Waker&& waker, std::uint16_t task, std::uint16_t slot) {
    record(Kind::wake_begin, task, slot);
    std::uint16_t flags = 0;
    try {
        std::move(waker).wake();
    } catch (...) {
        flags = trace::flag::threw;
    }
    record(Kind::wake_end, task, slot, flags);
}

void Case::wake_by_ref(const Waker& waker, std::uint16_t task, std::uint16_t slot, std::uint16_t count) {
    record(Kind::wake_by_ref_begin, task, slot, 0, count > 1 ? count : 0);
    std::uint16_t flags = 0;
    try {
        for (std::uint16_t i = 0; i < count; ++i) {
            waker.wake_by_ref();
        }
    } catch (...) {
        flags = trace::flag::threw;
    }
    record(Kind::wake_by_ref_end, task, slot, flags);
}

void Case::drop(Waker&& waker, std::uint16_t task, std::uint16_t slot) {
    record(Kind::drop_begin, task, slot);
    { const Waker dropped(std::move(waker)); }
    record(Kind::drop_end, task, slot);
}

std::optional<Waker> Case::clone(const Waker& waker, std::uint16_t task, std::uint16_t from,
                                 std::uint16_t to) {
    record(Kind::clone_begin, task, from);
    std::optional<Waker> result;
    std::uint16_t flags = 0;
    try {
        result.emplace(waker.clone());
    } catch (...) {
        flags = trace::flag::threw;
    }
    record(Kind::clone_end, task, to, flags);
    return result;
}

void Case::put(std::uint16_t slot, Waker&& waker, std::uint16_t task) {
    std::uint16_t old_task = 0;
    if (std::optional<Waker> old = slots_[slot].take(old_task)) {
        drop(std::move(*old), old_task, slot);
    }
    Waker put_in(std::move(waker));
    if (slots_[slot].put(put_in, task)) {
        changed();
    } else {
        drop(std::move(put_in), task, slot);
    }
}

void Case::compare(const Waker& left, std::uint16_t left_task, const Waker& right, std::uint16_t right_task) {
    const bool equal = subject_.same_task(left, right);
    record(Kind::compared, left_task, right_task, 0, equal ? 1 : 0);
}

void Case::move(std::uint16_t from, std::uint16_t to) {
    std::uint16_t task = 0;
    std::optional<Waker> taken = slots_[from].take(task);
    if (!taken) {
        return;
    }
    record(Kind::move_begin, task, from);
    Waker constructed(std::move(*taken));
    *taken = std::move(constructed);
    Waker& alias = *taken;
    *taken = std::move(alias);
    std::swap(*taken, constructed);
    std::swap(*taken, constructed);
    if (subject_.table->move_waker != nullptr) {
        subject_.table->move_waker(to_c(*taken));
    }
    record(Kind::move_end, task, to);
    put(to, std::move(*taken), task);
}

void Case::at_thread_exit(std::uint16_t slot, bool by_wake) {
    std::uint16_t task = 0;
    std::optional<Waker> taken = slots_[slot].take(task);
    if (!taken) {
        return;
    }
    std::thread([&] {
        static thread_local AtThreadExit holder;
        holder.task = task;
        holder.slot = slot;
        holder.by_wake = by_wake;
        // What the subject keeps in thread_locals of its own is made now, and so destroyed before the holder.
        if (std::optional<Waker> other = clone(*taken, task, slot, trace::in_hand)) {
            drop(std::move(*other), task, trace::in_hand);
        }
        if (by_wake && subject_.capabilities.has(Capability::wake_by_ref)) {
            wake_by_ref(*taken, task, slot);
        }
        holder.waker = std::move(taken);
    }).join();
}

void Case::signal(std::uint16_t event) {
    EventCell& cell = events_[event];
    if (cell.signalled.exchange(1, std::memory_order_relaxed) != 0) {
        return;
    }
    unseen_barrier();
    record(Kind::signalled, trace::nothing, event);
    std::uint16_t task = 0;
    if (std::optional<Waker> waiting = cell.waiting.take(task)) {
        wake(std::move(*waiting), task, trace::in_hand);
    }
    changed();
}

}  // namespace wakelaw::conformance
