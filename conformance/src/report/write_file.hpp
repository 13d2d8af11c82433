// SPDX-License-Identifier: MIT
/// \file
/// Writes a report to a file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wakelaw::conformance::report {

/// Writes a file beside `path` and renames it, so that `path` never holds half a report; a device, a pipe or
/// a link that leads nowhere is written directly. Returns what went wrong, in one line, or nothing.
[[nodiscard]] std::optional<std::string> write_file(const std::string& path, std::string_view content);

}  // namespace wakelaw::conformance::report
