// SPDX-License-Identifier: MIT
#pragma once

namespace wakelaw::explore::interpose {

/// Whether the program and its libraries reach the runtime's functions and not libc's. Naming them all here
/// is also what makes the linker take them from the library.
[[nodiscard]] bool functions_are_interposed();

}  // namespace wakelaw::explore::interpose
