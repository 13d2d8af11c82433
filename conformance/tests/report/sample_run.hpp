// SPDX-License-Identifier: MIT
/// \file
/// A result of a run for tests of the reports.
#pragma once

#include <string>
#include <vector>

#include "report/failure_page.hpp"
#include "report/record.hpp"
#include "rulebook/rule.hpp"

namespace wakelaw::conformance::report {

/// One rule, EXEC-1, so that the baselines do not change with the specification.
[[nodiscard]] std::vector<rulebook::Rule> sample_rules();

/// A lost wake, found by a run with main, one actor and one thread of the executor.
[[nodiscard]] Failure sample_failure();

/// Three subjects: one fails, one passes, one has a bad adapter.
[[nodiscard]] RunResult sample_run();

/// Width 100, no colour, a scenario text of two lines.
[[nodiscard]] PageOptions sample_options();

/// Whether `text` is that of the checked-in file; with WAKELAW_APPROVE=1 in the environment, it becomes that
/// file.
void expect_baseline(const std::string& name, const std::string& text);

}  // namespace wakelaw::conformance::report
