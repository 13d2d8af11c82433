// SPDX-License-Identifier: MIT
/// \file
/// Holds the laws to the rules: each law quotes the clause that it upholds, word for word.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "laws/law.hpp"
#include "rulebook/rule.hpp"

namespace wakelaw::conformance::rulebook {

/// One line for each law that cites no existing clause or quotes it wrongly, and for each rule whose front
/// matter names other files than those that judge it, or none although a law does. White space, links and
/// code marks do not count. Empty: all is well.
[[nodiscard]] std::vector<std::string> check_citations(std::span<const laws::Law> laws,
                                                       std::span<const Rule> rules);

/// The ids of the rules that no law upholds: not tested.
[[nodiscard]] std::vector<std::string> untested_rules(std::span<const laws::Law> laws,
                                                      std::span<const Rule> rules);

}  // namespace wakelaw::conformance::rulebook
