// SPDX-License-Identifier: MIT
//
// Arc: shared ownership with a thread-safe count, one word wide, value and count in one allocation.
//
// Why not std::shared_ptr: a Waker has one word for its data, so the owner must be recoverable from a single
// pointer, and a clone must not allocate. Source: std::sync::Arc (without weak references).
//
// Thread-safety: different Arcs of one value may be used by different threads at the same time. One Arc
// object needs the usual care: concurrent const calls are fine, a write needs exclusive access.
//
// Memory ordering: clone is relaxed, since who clones already has access. The decrement releases and the last
// one acquires, so every use of the value happens before its destruction (rule THR-3).
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace wakelaw {

namespace detail {
template <class T>
struct ArcInner {
    template <class... Args>
    explicit ArcInner(Args&&... args) : value(std::forward<Args>(args)...) {}
    std::atomic<std::size_t> strong{1};
    T value;
};
}  // namespace detail

/// Owns one reference to a shared T. Move-only with an explicit clone, as Waker: each retained count is
/// visible in the source. A moved-from Arc is empty and may only be destroyed, assigned to, or tested.
template <class T>
class Arc {
public:
    Arc(Arc&& other) noexcept : inner_(std::exchange(other.inner_, nullptr)) {}
    Arc& operator=(Arc&& other) noexcept {
        Arc taken(std::move(other));
        std::swap(inner_, taken.inner_);
        return *this;
    }
    Arc(const Arc&) = delete;
    Arc& operator=(const Arc&) = delete;

    /// Releases one reference; the last one destroys the value on this thread.
    ~Arc() {
        if (inner_ != nullptr && inner_->strong.fetch_sub(1, std::memory_order_release) == 1) {
            static_cast<void>(inner_->strong.load(std::memory_order_acquire));
            delete inner_;
        }
    }

    /// One more reference to the same value: one atomic increment, no allocation. Precondition: not empty.
    [[nodiscard]] Arc clone() const noexcept {
        inner_->strong.fetch_add(1, std::memory_order_relaxed);
        return Arc(inner_);
    }

    /// Access to the shared value. Precondition: not empty. The Arc does not synchronise accesses to the
    /// value.
    [[nodiscard]] T& operator*() const noexcept { return inner_->value; }
    [[nodiscard]] T* operator->() const noexcept { return &inner_->value; }
    [[nodiscard]] T* get() const noexcept { return inner_ == nullptr ? nullptr : &inner_->value; }
    explicit operator bool() const noexcept { return inner_ != nullptr; }

    /// How many references exist. Exact only while no other thread clones or drops one; meant for tests.
    [[nodiscard]] std::size_t strong_count() const noexcept {
        return inner_->strong.load(std::memory_order_relaxed);
    }

    /// Gives the reference away as a pointer; from_raw takes it back. Together they neither retain nor
    /// release.
    [[nodiscard("the reference leaks if nobody owns it")]] const void* into_raw() && noexcept {
        return std::exchange(inner_, nullptr);
    }
    [[nodiscard]] const void* as_raw() const noexcept { return inner_; }
    /// Precondition: `raw` came from into_raw (or as_raw plus a reference) of an Arc of the same T.
    [[nodiscard]] static Arc from_raw(const void* raw) noexcept {
        return Arc(static_cast<detail::ArcInner<T>*>(const_cast<void*>(raw)));
    }

    /// True if both refer to the same value (not: to equal values).
    friend bool operator==(const Arc& a, const Arc& b) noexcept { return a.inner_ == b.inner_; }

private:
    template <class U, class... Args>
    friend Arc<U> make_arc(Args&&... args);
    explicit Arc(detail::ArcInner<T>* inner) noexcept : inner_(inner) {}

    detail::ArcInner<T>* inner_;
};

/// Creates a T with its count: one allocation. Errors: std::bad_alloc, and what T's constructor throws.
template <class T, class... Args>
[[nodiscard]] Arc<T> make_arc(Args&&... args) {
    return Arc<T>(new detail::ArcInner<T>(std::forward<Args>(args)...));
}

}  // namespace wakelaw
