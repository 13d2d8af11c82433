// SPDX-License-Identifier: MIT
//
// pending: a future that is never done. Source: std::future::pending.
#pragma once

#include <wakelaw/future.hpp>

namespace wakelaw {

/// Is Pending at every poll, keeps no waker and wakes nobody: progress is never possible, so rule FUT-2 asks
/// nothing. A task of it ends by abort or at the executor's shutdown.
template <class T = void>
class PendingFuture {
public:
    Poll<T> poll(Context&) noexcept { return Pending{}; }
};

template <class T = void>
[[nodiscard]] PendingFuture<T> pending() noexcept {
    return {};
}

}  // namespace wakelaw
