// SPDX-License-Identifier: MIT
//
// Waker: the handle that tells an executor "this task can make progress: poll it again".
//
// The promise (rule EXEC-1): while the executor runs and the task is unfinished, each wake is followed by at
// least one poll that begins after the wake. Several wakes may share one poll (rule EXEC-3).
//
// Thread-safety: const member functions may be called on one Waker by several threads at the same time, if
// the vtable keeps its contract (rule WAK-8). Non-const member functions and the destructor need exclusive
// access to the object.
//
// Memory ordering: the call of wake or wake_by_ref happens before the poll that it guarantees (rule THR-1).
// The Waker adds no ordering of its own; the vtable's functions supply it.
//
// Source: std::task::Waker. Differences: clone is a named function, because a copy that retains should be
// visible; a moved-from Waker exists in C++, so it is specified: it is inert.
#pragma once

#include <utility>

#include <wakelaw/raw_waker.hpp>

namespace wakelaw {

namespace detail {
// What a moved-from Waker and Waker::noop() hold. Inline, so that a program has one address for it.
RawWaker noop_clone(const void*) noexcept;
inline void noop_operation(const void*) noexcept {}
inline constexpr RawWakerVTable noop_vtable{noop_clone, noop_operation, noop_operation, noop_operation};
inline constexpr RawWaker noop_raw_waker{nullptr, &noop_vtable};
inline RawWaker noop_clone(const void*) noexcept { return noop_raw_waker; }
union NoopStorage;
}  // namespace detail

/// Owns one instance of a RawWaker: exactly one vtable call of wake or drop ends it (rule WAK-1).
///
/// Move-only, two words. A moved-from or consumed Waker is inert: it behaves as Waker::noop(), and its
/// destructor calls nothing.
class Waker {
public:
    /// Takes ownership of `raw`.
    ///
    /// Precondition: raw.vtable is not null and keeps the contract of RawWakerVTable; the caller gives up one
    /// instance. Effect: no vtable call. data() and vtable() return what was given (rule WAK-11).
    [[nodiscard]] static Waker from_raw(RawWaker raw) noexcept { return Waker(raw); }

    /// A Waker whose four operations do nothing (rule WAK-10). Static storage: usable from any thread at any
    /// time, also before main, and while thread-local and static objects are destroyed.
    [[nodiscard]] static const Waker& noop() noexcept;

    /// Moves transfer the instance and call no vtable function (rule WAK-9).
    Waker(Waker&& other) noexcept : raw_(std::exchange(other.raw_, detail::noop_raw_waker)) {}

    /// Takes the instance of `other`, then drops the one held before (one vtable call, rule WAK-9).
    /// The old instance is dropped last, so its drop function already sees this Waker with its new value.
    /// Self-move leaves the Waker unchanged and calls nothing.
    Waker& operator=(Waker&& other) noexcept {
        Waker taken(std::move(other));
        swap(taken);
        return *this;
    }

    Waker(const Waker&) = delete;
    Waker& operator=(const Waker&) = delete;

    /// Drops the instance: one vtable call, or none if inert.
    /// Errors: the vtable's drop must not throw; if it does, std::terminate is called.
    constexpr ~Waker() {
        if (raw_.vtable != &detail::noop_vtable)
            raw_.vtable->drop(raw_.data);
    }

    /// Exchanges two instances; calls no vtable function. Swapping a Waker with itself is safe.
    void swap(Waker& other) noexcept { std::swap(raw_, other.raw_); }
    friend void swap(Waker& a, Waker& b) noexcept { a.swap(b); }

    /// Returns an independent Waker of the same task (rule WAK-3): one vtable call. The result may hold
    /// another data pointer and table (rule VT-3). Errors: what the vtable's clone throws; this Waker is then
    /// unchanged.
    [[nodiscard]] Waker clone() const { return Waker(raw_.vtable->clone(raw_.data)); }

    /// Makes this Waker wake the task of `source` (rule WAK-7).
    ///
    /// Effect: nothing if will_wake(source); otherwise one clone of `source` and one drop of the old
    /// instance. This is how a future should store the waker of its most recent poll (rule FUT-3).
    /// Self-assignment is safe. Errors: what the vtable's clone throws; this Waker then keeps its old
    /// instance.
    void clone_from(const Waker& source) {
        if (!will_wake(source))
            *this = source.clone();
    }

    /// Wakes the task and consumes this Waker: one vtable call of wake, none of drop (rule WAK-1). Afterwards
    /// the Waker is inert, also if the call throws (rule WAK-12). The call may destroy the storage of this
    /// Waker.
    void wake() && {
        const RawWaker raw = std::exchange(raw_, detail::noop_raw_waker);
        raw.vtable->wake(raw.data);
    }

    /// Wakes the task and keeps this Waker: one vtable call (rule WAK-2). Preferred to clone().wake().
    void wake_by_ref() const { raw_.vtable->wake_by_ref(raw_.data); }

    /// Returns true only if both wake the same task (rule WAK-5). False is never an error (rule WAK-6).
    [[nodiscard]] bool will_wake(const Waker& other) const noexcept { return raw_ == other.raw_; }

    /// The data pointer as given to from_raw (rule WAK-11).
    [[nodiscard]] const void* data() const noexcept { return raw_.data; }

    /// The table as given to from_raw (rule WAK-11).
    [[nodiscard]] const RawWakerVTable* vtable() const noexcept { return raw_.vtable; }

    /// Gives the instance to the caller and leaves this Waker inert; no vtable call.
    [[nodiscard("the instance leaks if nobody owns it")]] RawWaker into_raw() && noexcept {
        return std::exchange(raw_, detail::noop_raw_waker);
    }

private:
    friend union detail::NoopStorage;
    explicit constexpr Waker(RawWaker raw) noexcept : raw_(raw) {}

    RawWaker raw_;
};

static_assert(sizeof(Waker) == 2 * sizeof(void*));

namespace detail {
// A Waker that is initialised before the program runs and never destroyed.
union NoopStorage {
    constexpr NoopStorage() noexcept : waker(noop_raw_waker) {}
    constexpr ~NoopStorage() {}
    Waker waker;
};
inline constexpr NoopStorage noop_storage{};
}  // namespace detail

inline const Waker& Waker::noop() noexcept { return detail::noop_storage.waker; }

}  // namespace wakelaw
