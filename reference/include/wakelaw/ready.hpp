// SPDX-License-Identifier: MIT
//
// ready: a future that is done at its first poll. Source: std::future::ready.
#pragma once

#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <wakelaw/future.hpp>

namespace wakelaw {

/// Yields its value once. A second poll after Ready throws std::logic_error (a defined outcome, rule FUT-5).
template <class T>
class ReadyFuture {
public:
    explicit ReadyFuture(T value) : value_(std::move(value)) {}

    Poll<T> poll(Context&) {
        if (!value_)
            throw std::logic_error("wakelaw::ReadyFuture was polled after it was ready");
        Poll<T> result = Poll<T>::ready(*std::move(value_));
        value_.reset();
        return result;
    }

private:
    std::optional<T> value_;
};

/// Is Ready at every poll.
template <>
class ReadyFuture<void> {
public:
    Poll<void> poll(Context&) noexcept { return Poll<void>::ready(); }
};

/// A future that yields `value` at once.
template <class T>
[[nodiscard]] ReadyFuture<std::decay_t<T>> ready(T&& value) {
    return ReadyFuture<std::decay_t<T>>(std::forward<T>(value));
}
[[nodiscard]] inline ReadyFuture<void> ready() noexcept { return {}; }

}  // namespace wakelaw
