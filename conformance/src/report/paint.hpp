// SPDX-License-Identifier: MIT
/// \file
/// Colour, only where asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "report/record.hpp"

namespace wakelaw::conformance::report {

enum class Paint : std::uint8_t { none, bold, green, red, yellow, faint };

[[nodiscard]] std::string paint(std::string_view text, Paint with, bool colour);
[[nodiscard]] Paint paint_of(Verdict verdict);

}  // namespace wakelaw::conformance::report
