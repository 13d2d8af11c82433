// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wakelaw::explore::report {

/// The function of a code address as `name+0x1c`, or the address itself; works in any process.
[[nodiscard]] std::string symbol_of(const void* where);

}  // namespace wakelaw::explore::report
