// SPDX-License-Identifier: MIT
//
// Wake: the easy way to make a Waker. Give your task type one function and share it by Arc.
//
//     struct Task {
//       static void wake_by_ref(const wakelaw::Arc<Task>& self);  // put the task on a queue
//     };
//     wakelaw::Arc<Task> task = wakelaw::make_arc<Task>();
//     auto waker = wakelaw::waker_ref(task);
//
// Source: futures::task::ArcWake, waker and waker_ref; std::task::Wake.
//
// Thread-safety: wake and wake_by_ref are called from any thread, several at the same time. The type must not
// refer to anything that lives shorter than its wakers (rule ARC-6).
//
// Memory ordering: what the caller did before waking must happen before the poll that follows (rule THR-1);
// the functions of your type supply that ordering, for example by a mutex around the queue.
#pragma once

#include <utility>

#include <wakelaw/arc.hpp>
#include <wakelaw/waker.hpp>

namespace wakelaw {

/// W has `static void wake_by_ref(const Arc<W>&)`, and may have `static void wake(Arc<W>)`.
///
/// wake_by_ref must be provided: with two defaults that call each other nothing would be woken (rule ARC-3).
/// Where wake is missing, a wake by value calls wake_by_ref and then releases the reference.
template <class W>
concept Wake = requires(const Arc<W>& self) {
    W::wake_by_ref(self);
};

namespace detail {

template <class W>
concept WakeByValue = requires(Arc<W> self) {
    W::wake(std::move(self));
};

// An Arc that is borrowed from a waker: its destructor never runs, so neither a return nor an exception
// releases the reference (rules WAK-12 and ARC-5).
template <class W>
union BorrowedArc {
    explicit BorrowedArc(const void* data) noexcept : arc(Arc<W>::from_raw(data)) {}
    ~BorrowedArc() {}
    BorrowedArc(const BorrowedArc&) = delete;
    BorrowedArc& operator=(const BorrowedArc&) = delete;
    Arc<W> arc;
};

template <Wake W>
struct WakeVTable {
    static RawWaker clone(const void* data) noexcept {
        const BorrowedArc<W> self(data);
        return RawWaker{self.arc.clone().into_raw(), &table};
    }
    static void wake(const void* data) {
        Arc<W> self = Arc<W>::from_raw(data);
        if constexpr (WakeByValue<W>) {
            W::wake(std::move(self));
        } else {
            W::wake_by_ref(std::as_const(self));
        }
    }
    static void wake_by_ref(const void* data) {
        const BorrowedArc<W> self(data);
        W::wake_by_ref(self.arc);
    }
    static void drop(const void* data) noexcept { const Arc<W> self = Arc<W>::from_raw(data); }

    // One table a type: waker, waker_ref and their clones will_wake each other (rule ARC-4).
    static constexpr RawWakerVTable table{clone, wake, wake_by_ref, drop};
};

}  // namespace detail

/// A Waker that is borrowed: it owns no reference, and its destructor drops nothing (rule ARC-2).
///
/// Converts to `const Waker&`, so it goes wherever a Waker is read. Its clone is an ordinary Waker with a
/// reference of its own. Precondition: it does not outlive what it was borrowed from. Source:
/// futures::task::WakerRef.
class WakerRef {
public:
    /// Precondition: as for Waker::from_raw, but the instance stays with the caller, who keeps it alive.
    explicit WakerRef(RawWaker raw) noexcept : borrowed_(raw) {}
    WakerRef(const WakerRef&) = delete;
    WakerRef& operator=(const WakerRef&) = delete;

    [[nodiscard]] const Waker& operator*() const& noexcept { return borrowed_.waker; }
    [[nodiscard]] const Waker* operator->() const noexcept { return &borrowed_.waker; }
    operator const Waker&() const& noexcept { return borrowed_.waker; }  // NOLINT: implicit on purpose
    operator const Waker&() const&& = delete;

private:
    union Borrowed {
        explicit Borrowed(RawWaker raw) noexcept : waker(Waker::from_raw(raw)) {}
        ~Borrowed() {}
        Waker waker;
    };
    Borrowed borrowed_;
};

/// Turns a reference to a task into a Waker: no allocation, no change of the count (rules ARC-1 and ARC-7).
/// Precondition: `arc` is not empty. The Waker releases the reference when it is dropped or woken by value.
template <Wake W>
[[nodiscard]] Waker waker(Arc<W> arc) noexcept {
    return Waker::from_raw(RawWaker{std::move(arc).into_raw(), &detail::WakeVTable<W>::table});
}

/// Borrows a Waker from `arc`: the count is not touched, neither now nor at the end (rule ARC-2).
/// Precondition: `arc` is not empty and outlives the WakerRef. Temporaries are rejected by the compiler.
template <Wake W>
[[nodiscard]] WakerRef waker_ref(const Arc<W>& arc) noexcept {
    return WakerRef(RawWaker{arc.as_raw(), &detail::WakeVTable<W>::table});
}
template <Wake W>
WakerRef waker_ref(const Arc<W>&&) = delete;

}  // namespace wakelaw
