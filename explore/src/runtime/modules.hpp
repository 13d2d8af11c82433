// SPDX-License-Identifier: MIT
// The program's libraries, and which of them the runtime sees into.
#pragma once

#include <string>

namespace wakelaw::explore::runtime {

/// Ends the schedule as uncontrolled if the code is in a library that is neither instrumented nor one of the
/// compiler's and the system's own, which the runtime knows. `what` is what the library does.
void refuse_unless_known(const void* code, const char* what);

}  // namespace wakelaw::explore::runtime
