// SPDX-License-Identifier: MIT
//
// yield_now: gives other tasks a turn. Source: tokio::task::yield_now, futures_lite::future::yield_now.
#pragma once

#include <wakelaw/future.hpp>

namespace wakelaw {

/// First poll: wakes its own task and is Pending. Every later poll: Ready.
///
/// Whether another task runs in between is the executor's choice; the contract does not promise fairness.
class YieldNow {
public:
    Poll<void> poll(Context& context) {
        if (yielded_)
            return Poll<void>::ready();
        yielded_ = true;
        context.waker().wake_by_ref();
        return Pending{};
    }

private:
    bool yielded_ = false;
};

[[nodiscard]] inline YieldNow yield_now() noexcept { return {}; }

}  // namespace wakelaw
