// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <wakelaw/explore.hpp>

namespace wakelaw::explore::runtime {

/// Ends the running schedule: tells Hooks::ended, leaves all its threads where they are, and goes back to
/// whoever called Controller::run.
[[noreturn]] void end_schedule(Kind kind, std::string_view message);

/// Tells Hooks::seen; without that hook, ends the schedule.
void report_sighting(Kind kind, std::uintptr_t address, std::string_view message, bool at_release = false);

}  // namespace wakelaw::explore::runtime
