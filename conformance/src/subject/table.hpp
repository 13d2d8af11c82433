// SPDX-License-Identifier: MIT
/// \file
/// Whether a subject's table is sound, as far as looking at it tells.
#pragma once

#include <string>
#include <vector>

#include <wakelaw.h>

namespace wakelaw::conformance {

/// One line for each fault, each with what to change; empty if there is none. Reads no further than the
/// version and the size where these are wrong.
[[nodiscard]] std::vector<std::string> faults_of(const wakelaw_subject& table);

/// Whether version and size are such that the rest can be read.
[[nodiscard]] bool is_readable(const wakelaw_subject& table);
/// The text without what would tear a line or a field apart; empty if it is null.
[[nodiscard]] std::string in_one_line(const char* text);

/// The table in this suite's size: what the subject's does not have is zero. Precondition: it is readable.
[[nodiscard]] wakelaw_subject in_full(const wakelaw_subject& table);
[[nodiscard]] wakelaw_vocabulary in_full(const wakelaw_vocabulary& table);

}  // namespace wakelaw::conformance
