// SPDX-License-Identifier: MIT
/// \file
/// A whole rule as text for a terminal.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "rulebook/power.hpp"
#include "rulebook/rule.hpp"

namespace wakelaw::conformance::rulebook {

/// Title, clauses, every section, and how surely its specimens are found, filled to `width` columns. Traces
/// are never filled.
[[nodiscard]] std::string explain(const Rule& rule, std::span<const Power> power, std::size_t width);

/// A clause as it stands in reports: its id, then its text with a hanging indent.
[[nodiscard]] std::string clause_text(const Clause& clause, std::size_t width);

}  // namespace wakelaw::conformance::rulebook
