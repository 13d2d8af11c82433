// SPDX-License-Identifier: MIT
#pragma once

namespace wakelaw::explore::interpose {

/// Ends the schedule as uncontrolled if the system call may block and the runtime does not know it.
void refuse_if_blocking(long number);

}  // namespace wakelaw::explore::interpose
