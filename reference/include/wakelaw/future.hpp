// SPDX-License-Identifier: MIT
//
// Future: anything that can be polled. A concept, not a base class: a state machine with a poll function is a
// future.
//
// What the author of a future owes (rules FUT-1 to FUT-9):
//  - Lazy: construction, moves and destruction start nothing and wake nobody (FUT-1).
//  - Pending means that the current task will be woken: store a clone of the waker first, then check once
//  more (FUT-2).
//  - Only the waker of the most recent poll must be woken: replace the stored one with Waker::clone_from
//  (FUT-3).
//  - A poll without cause is legal and changes nothing (FUT-4).
//  - The destructor may run at any point between two polls and undoes registrations (FUT-7).
//
// What the caller of poll owes:
//  - No poll after Ready (FUT-5), no two polls at the same time (EXEC-4).
//  - From the first poll to the destruction the future is not moved (FUT-6). Before that it may be, if its
//  type allows
//    it; a type that forbids moves is a future too.
//
// Source: std::future::Future.
#pragma once

#include <type_traits>
#include <utility>

#include <wakelaw/context.hpp>
#include <wakelaw/poll.hpp>

namespace wakelaw {

namespace detail {
template <class P>
struct PollTraits {
    static constexpr bool is_poll = false;
};
template <class T>
struct PollTraits<Poll<T>> {
    static constexpr bool is_poll = true;
    using Output = T;
};
}  // namespace detail

/// F is an object type with `Poll<Output> poll(Context&)`.
template <class F>
concept Future = std::is_object_v<F> && requires(F& future, Context& context) {
    requires detail::PollTraits<std::remove_cvref_t<decltype(future.poll(context))>>::is_poll;
};

/// What the future yields: the T of its Poll<T>.
template <Future F>
using future_output_t = typename detail::PollTraits<
    std::remove_cvref_t<decltype(std::declval<F&>().poll(std::declval<Context&>()))>>::Output;

namespace detail {
// A callable that makes a future in place, for types that cannot be moved.
template <class Make>
concept FutureFactory = requires(Make& make) {
    requires Future<std::remove_cvref_t<decltype(make())>>;
};
template <FutureFactory Make>
using made_future_t = std::remove_cvref_t<decltype(std::declval<Make&>()())>;
}  // namespace detail

}  // namespace wakelaw
