// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "runtime/event_log.hpp"

namespace wakelaw::explore::exploration {

/// In order; of a long schedule, the last ones.
[[nodiscard]] std::vector<runtime::Event> events_of(const runtime::EventLog& log);
[[nodiscard]] bool same_events(const std::vector<runtime::Event>& a, const std::vector<runtime::Event>& b);
/// The first event at which two runs of the same choices differ.
[[nodiscard]] std::string describe_difference(const std::vector<runtime::Event>& before,
                                              const std::vector<runtime::Event>& now);

}  // namespace wakelaw::explore::exploration
