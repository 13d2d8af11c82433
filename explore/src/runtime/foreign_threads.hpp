// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <vector>

namespace wakelaw::explore::runtime {

/// The threads of the process that are not the runtime's, by their number in the system.
[[nodiscard]] std::vector<pid_t> foreign_threads();

}  // namespace wakelaw::explore::runtime
