// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

namespace wakelaw::explore::report {

struct SourceLine {
    std::string function;
    std::string place;  ///< `path:line`
};

/// For each code address, the functions inlined there, innermost first; none where they are unknown.
using SourceLines = std::map<const void*, std::vector<SourceLine>>;
/// Asks addr2line, once.
[[nodiscard]] SourceLines source_lines(const std::vector<const void*>& addresses);

/// `file:line` of the innermost code that is not of the system's libraries; empty where it is unknown.
[[nodiscard]] std::string users_line(const SourceLines& lines, std::span<const void* const> frames);

}  // namespace wakelaw::explore::report
