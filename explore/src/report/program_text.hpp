// SPDX-License-Identifier: MIT
// The bytes of the program's own executable file.
#pragma once

#include <string_view>

namespace wakelaw::explore::report {

/// Whether the text may stand in the executable file, in its symbols or its debug information. True where
/// that cannot be told: where the file cannot be read, or has compressed sections.
[[nodiscard]] bool program_may_contain(std::string_view text);

}  // namespace wakelaw::explore::report
