// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "runtime/event_log.hpp"

namespace wakelaw::explore::report {

/// The schedule, threads side by side, time downwards, each line with its source line where that is known.
[[nodiscard]] std::string table(const std::vector<runtime::Event>& events);

}  // namespace wakelaw::explore::report
