// SPDX-License-Identifier: MIT
//
// Context: what a future receives with each poll. Today it carries the task's Waker and nothing else.
//
// A Context is valid during one call of poll. A future that wants to be woken later clones the waker; it
// never keeps the Context (rule FUT-9). Source: std::task::Context.
#pragma once

#include <wakelaw/waker.hpp>

namespace wakelaw {

/// A borrowed Waker. Neither copyable nor movable, so that nobody stores one by accident (rule CTX-2).
///
/// Thread-safety: a Context belongs to the thread that polls.
class Context {
public:
    /// Borrows `waker` for the lifetime of the Context; no clone, no wake (rule CTX-1).
    /// Precondition: `waker` outlives the Context. Temporaries are rejected by the compiler.
    [[nodiscard]] static Context from_waker(const Waker& waker) noexcept { return Context(waker); }
    static Context from_waker(const Waker&&) = delete;

    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    /// The very Waker that was given to from_waker (rule CTX-1).
    [[nodiscard]] const Waker& waker() const noexcept { return waker_; }

private:
    explicit Context(const Waker& waker) noexcept : waker_(waker) {}

    const Waker& waker_;
};

}  // namespace wakelaw
