// SPDX-License-Identifier: MIT
// Code addresses in messages. Who makes a message marks them; who passes it on says what they are.
#pragma once

#include <string>
#include <string_view>

namespace wakelaw::explore::report {

/// A mark in a message, for the functions below.
[[nodiscard]] std::string code(const void* where);

/// The function of a code address as `name+0x1c`, or the address itself; works in any process, at once.
[[nodiscard]] std::string symbol_of(const void* where);

/// The message with symbols for its marks.
[[nodiscard]] std::string with_symbols(std::string_view message);
/// The message with source lines for its marks, as far as they are known. Starts a process: not for
/// controlled threads.
[[nodiscard]] std::string with_source_lines(std::string_view message);

}  // namespace wakelaw::explore::report
