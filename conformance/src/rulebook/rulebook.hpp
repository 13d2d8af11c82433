// SPDX-License-Identifier: MIT
/// \file
/// The rules of the specification, embedded in the binary when it is built.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rulebook/rule.hpp"

namespace wakelaw::conformance::rulebook {

/// A rule file as it was when the binary was built. Made by cmake/EmbedRules.cmake.
struct EmbeddedRule {
    std::string_view file;
    std::string_view text;
};
[[nodiscard]] std::span<const EmbeddedRule> embedded_rules();

/// What a set of rule files holds.
struct Book {
    std::vector<Rule> rules;  ///< in natural order of their ids
    std::vector<std::string> problems;  ///< one line each; the files concerned are left out
};
[[nodiscard]] Book read_rules(std::span<const EmbeddedRule> files);

/// The book of the embedded files, problems included.
[[nodiscard]] const Book& embedded_book();

/// The rules of the embedded files, in natural order. The build checks that there are no problems.
[[nodiscard]] const std::vector<Rule>& rulebook();

/// The rule with that id, or null.
[[nodiscard]] const Rule* find(std::span<const Rule> rules, std::string_view id);

/// The rules whose id matches one of the patterns in `globs`, a list separated by commas: `*` is any text,
/// `?` any one character, case does not count. In the order of `rules`, each once.
[[nodiscard]] std::vector<const Rule*> select(std::span<const Rule> rules, std::string_view globs);

/// The same in the embedded rules.
[[nodiscard]] std::vector<const Rule*> select(std::string_view globs);

/// What a run of `globs` judges: each pattern selects its tested rules, or, where it matches none of these,
/// the untested ones, so that a rule asked for by name is not passed over in silence.
[[nodiscard]] std::vector<const Rule*> select_for_run(std::span<const Rule> rules, std::string_view globs);

/// The same in the embedded rules.
[[nodiscard]] std::vector<const Rule*> select_for_run(std::string_view globs);

}  // namespace wakelaw::conformance::rulebook
