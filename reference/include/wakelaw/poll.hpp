// SPDX-License-Identifier: MIT
//
// Poll: the answer of a future that was asked "are you done?". Either Ready with a value, or Pending.
//
// Pending is a promise: the future has arranged that the current task will be woken when progress is possible
// (rule FUT-2). After Ready the future should not be polled again (rule FUT-5). Source: std::task::Poll.
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace wakelaw {

/// The tag that converts to any pending Poll: `return Pending{};`.
struct Pending {
    friend constexpr bool operator==(Pending, Pending) noexcept { return true; }
};

/// Exactly one of Ready with one owned T, or Pending (rule POLL-1).
///
/// T may be any object type (move-only and non-movable types included), an lvalue reference, or void. A Poll
/// is as copyable and movable as T. A moved-from Poll keeps its alternative; its value is then moved-from.
///
/// Thread-safety: as for an ordinary value.
template <class T>
class [[nodiscard("a dropped Poll loses the future's result, or hides that it is pending")]] Poll {
    static_assert(std::is_object_v<T> && !std::is_const_v<T>,
                  "Poll<T>: T is a non-const object type, T& or void");

public:
    using value_type = T;

    /// Ready with a T constructed in place from `args`.
    template <class... Args>
    requires std::constructible_from<T, Args...>
    static constexpr Poll ready(Args && ... args) noexcept(std::is_nothrow_constructible_v<T, Args...>) {
        return Poll(std::in_place, std::forward<Args>(args)...);
    }

    /// Pending: holds no T.
    static constexpr Poll pending() noexcept { return Poll(Pending{}); }
    constexpr Poll(Pending) noexcept {}  // NOLINT: implicit on purpose, for `return Pending{};`

    [[nodiscard]] constexpr bool is_ready() const noexcept { return value_.has_value(); }
    [[nodiscard]] constexpr bool is_pending() const noexcept { return !value_.has_value(); }

    /// The value. Precondition: is_ready(); otherwise the behaviour is undefined.
    [[nodiscard]] constexpr T& value()& noexcept { return *value_; }
    [[nodiscard]] constexpr const T& value() const& noexcept { return *value_; }
    [[nodiscard]] constexpr T&& value()&& noexcept { return *std::move(value_); }

    /// Applies `f` to the value: f is called once on Ready and never on Pending (rule POLL-2).
    /// Errors: what f throws.
    template <std::invocable<T> F>
    constexpr auto map(F && f)&&->Poll<std::invoke_result_t<F, T>> {
        using Result = Poll<std::invoke_result_t<F, T>>;
        if (is_pending())
            return Result::pending();
        if constexpr (std::is_void_v<std::invoke_result_t<F, T>>) {
            std::invoke(std::forward<F>(f), *std::move(value_));
            return Result::ready();
        } else {
            return Result::ready(std::invoke(std::forward<F>(f), *std::move(value_)));
        }
    }

    /// Equal alternatives with equal values.
    friend constexpr bool operator==(const Poll& a, const Poll& b) requires std::equality_comparable<T> {
        return a.value_ == b.value_;
    }
    friend constexpr bool operator==(const Poll& poll, Pending) noexcept { return poll.is_pending(); }

private:
    template <class... Args>
    constexpr explicit Poll(std::in_place_t, Args && ... args)
        : value_(std::in_place, std::forward<Args>(args)...) {}

    std::optional<T> value_;
};

/// Ready without a value, or Pending.
template <>
class [[nodiscard("a dropped Poll hides that the future is pending")]] Poll<void> {
public:
    using value_type = void;

    static constexpr Poll ready() noexcept { return Poll(true); }
    static constexpr Poll pending() noexcept { return Poll(false); }
    constexpr Poll(Pending) noexcept : ready_(false) {}  // NOLINT: implicit on purpose

    [[nodiscard]] constexpr bool is_ready() const noexcept { return ready_; }
    [[nodiscard]] constexpr bool is_pending() const noexcept { return !ready_; }

    /// Does nothing; present so that generic code can treat every Poll alike. Precondition: is_ready().
    constexpr void value() const noexcept {}

    /// Calls `f` without arguments, once on Ready and never on Pending (rule POLL-2).
    template <std::invocable F>
    constexpr auto map(F && f)&&->Poll<std::invoke_result_t<F>> {
        using Result = Poll<std::invoke_result_t<F>>;
        if (is_pending())
            return Result::pending();
        if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
            std::invoke(std::forward<F>(f));
            return Result::ready();
        } else {
            return Result::ready(std::invoke(std::forward<F>(f)));
        }
    }

    friend constexpr bool operator==(const Poll&, const Poll&) noexcept = default;
    friend constexpr bool operator==(const Poll& poll, Pending) noexcept { return poll.is_pending(); }

private:
    constexpr explicit Poll(bool ready) noexcept : ready_(ready) {}
    bool ready_;
};

/// Ready with a borrowed T, or Pending. The Poll does not own the T: whoever made it Ready keeps it alive.
template <class T>
class [[nodiscard("a dropped Poll loses the future's result, or hides that it is pending")]] Poll<T&> {
public:
    using value_type = T&;

    static constexpr Poll ready(T & value) noexcept { return Poll(std::addressof(value)); }
    static constexpr Poll pending() noexcept { return Poll(nullptr); }
    constexpr Poll(Pending) noexcept : value_(nullptr) {}  // NOLINT: implicit on purpose

    [[nodiscard]] constexpr bool is_ready() const noexcept { return value_ != nullptr; }
    [[nodiscard]] constexpr bool is_pending() const noexcept { return value_ == nullptr; }

    /// The referred object itself. Precondition: is_ready().
    [[nodiscard]] constexpr T& value() const noexcept { return *value_; }

    /// Applies `f` to the reference, once on Ready and never on Pending (rule POLL-2).
    template <std::invocable<T&> F>
    constexpr auto map(F && f)&&->Poll<std::invoke_result_t<F, T&>> {
        using Result = Poll<std::invoke_result_t<F, T&>>;
        if (is_pending())
            return Result::pending();
        if constexpr (std::is_void_v<std::invoke_result_t<F, T&>>) {
            std::invoke(std::forward<F>(f), *value_);
            return Result::ready();
        } else {
            return Result::ready(std::invoke(std::forward<F>(f), *value_));
        }
    }

    /// Equal alternatives with equal values (not: with equal addresses).
    friend constexpr bool operator==(const Poll& a, const Poll& b) requires std::equality_comparable<T> {
        if (a.is_pending() || b.is_pending())
            return a.is_pending() == b.is_pending();
        return *a.value_ == *b.value_;
    }
    friend constexpr bool operator==(const Poll& poll, Pending) noexcept { return poll.is_pending(); }

private:
    constexpr explicit Poll(T * value) noexcept : value_(value) {}
    T* value_;
};

}  // namespace wakelaw
