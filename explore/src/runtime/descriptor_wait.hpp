// SPDX-License-Identifier: MIT
// Threads that wait for the kernel: it is asked whether they may go on, and never waited for.
#pragma once

namespace wakelaw::explore::runtime {

/// Makes those runnable whose wait would end now. True: there was one.
bool wake_ready_waiters();
[[nodiscard]] bool somebody_waits_for_descriptors();

}  // namespace wakelaw::explore::runtime
