// SPDX-License-Identifier: MIT
//
// poll_fn: a future from a function. Source: std::future::poll_fn.
#pragma once

#include <type_traits>
#include <utility>

#include <wakelaw/future.hpp>

namespace wakelaw {

/// Calls its function at each poll and returns what it returns. The function owes what a future owes
/// (future.hpp).
template <class F>
requires detail::PollTraits<std::invoke_result_t<F&, Context&>>::is_poll class PollFn {
public:
    explicit PollFn(F f) : f_(std::move(f)) {}
    std::invoke_result_t<F&, Context&> poll(Context& context) { return f_(context); }

private:
    F f_;
};

/// A future whose poll is `f(context)`; f returns a Poll.
template <class F>
[[nodiscard]] PollFn<std::decay_t<F>> poll_fn(F&& f) {
    return PollFn<std::decay_t<F>>(std::forward<F>(f));
}

}  // namespace wakelaw
