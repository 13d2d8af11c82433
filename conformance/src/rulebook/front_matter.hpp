// SPDX-License-Identifier: MIT
/// \file
/// The TOML part of a rule file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "rulebook/rule.hpp"

namespace wakelaw::conformance::rulebook {

/// What is wrong, and in which line of the file.
struct RuleFileError {
    std::size_t line = 1;
    std::string what;
};

/// Fills the fields of `rule` from `toml`, whose first line is line `first_line` of the file.
/// Throws RuleFileError.
void read_front_matter(std::string_view toml, std::size_t first_line, Rule& rule);

}  // namespace wakelaw::conformance::rulebook
