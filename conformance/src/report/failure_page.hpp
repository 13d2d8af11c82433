// SPDX-License-Identifier: MIT
/// \file
/// All that a reader needs to mend a violation, on one page.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "report/record.hpp"
#include "rulebook/rule.hpp"

namespace wakelaw::conformance::report {

/// How a scenario is written; empty: pages go without it.
using ScenarioText = std::function<std::string(const scenario::Scenario&)>;

struct PageOptions {
    std::size_t width = 100;
    bool colour = false;
    std::size_t trace_rows = 60;
    ScenarioText scenario_text;
};

/// The rule, the clause, what happened, how it was confirmed, the scenario, the trace, where to look, the end
/// of the subject's output, and the command that replays it. `rule` may be null: the record is of another
/// version.
[[nodiscard]] std::string failure_page(const Failure& failure, Verdict verdict, const rulebook::Rule* rule,
                                       const PageOptions& options);

/// `text` without control characters that a terminal would obey. Line ends and tabs stay.
[[nodiscard]] std::string harmless(std::string_view text);

}  // namespace wakelaw::conformance::report
