// SPDX-License-Identifier: MIT
#pragma once

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/join_handle.hpp>

/// What the reference's handle says when it is polled with this waker.
inline wakelaw::conformance::JoinStatus join_status(wakelaw::JoinHandle<void>& handle,
                                                    const wakelaw::Waker& waker) {
    using wakelaw::conformance::JoinStatus;
    try {
        wakelaw::Context context = wakelaw::Context::from_waker(waker);
        return handle.poll(context).is_ready() ? JoinStatus::finished : JoinStatus::pending;
    } catch (const wakelaw::Cancelled&) {
        return JoinStatus::cancelled;
    } catch (...) {
        return JoinStatus::threw;
    }
}
