// SPDX-License-Identifier: MIT
// What the runtime knows about the program's memory, in one place to begin and to end.
#pragma once

namespace wakelaw::explore::memory {

/// Forgets everything about the last schedule.
void begin_schedule();
/// Gives back what was freed.
void end_schedule();

}  // namespace wakelaw::explore::memory
