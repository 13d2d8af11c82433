// SPDX-License-Identifier: MIT
/// \file
/// Reads a rule file: a front matter in TOML between two lines `+++`, clauses, and five sections.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rulebook/rule.hpp"

namespace wakelaw::conformance::rulebook {

/// Either a rule or what is wrong with its file.
struct ParsedRule {
    std::optional<Rule> rule;
    std::string
        error;  ///< one line, `spec/rules/EXEC-1.md:7: unknown level "MUSTY"; use MUST, SHOULD or MAY`
};

/// `file` is the path to show; its last part must be the rule's id and ".md".
[[nodiscard]] ParsedRule parse_rule(std::string_view file, std::string_view text);

}  // namespace wakelaw::conformance::rulebook
