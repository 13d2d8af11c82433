// SPDX-License-Identifier: MIT
#pragma once

namespace wakelaw::explore::interpose {

/// Whether a part of the program was compiled with -fsanitize=thread.
[[nodiscard]] bool program_is_instrumented();

}  // namespace wakelaw::explore::interpose
