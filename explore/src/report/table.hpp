// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "runtime/event_log.hpp"

namespace wakelaw::explore::report {

/// The schedule, threads side by side, time downwards, each line with its source line where that is known.
[[nodiscard]] std::string table(const runtime::EventLog& log);

}  // namespace wakelaw::explore::report
