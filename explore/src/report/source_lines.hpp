// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

namespace wakelaw::explore::report {

/// For each code address, `file:line` of the functions inlined there, innermost first; empty where unknown. Asks
/// addr2line, once.
using SourceLines = std::map<const void*, std::vector<std::string>>;
[[nodiscard]] SourceLines source_lines(const std::vector<const void*>& addresses);

}  // namespace wakelaw::explore::report
