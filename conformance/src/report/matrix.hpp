// SPDX-License-Identifier: MIT
/// \file
/// Rules down, executors across, a verdict in each place; and below what each executor breaks.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "report/failure_page.hpp"
#include "report/known_findings.hpp"
#include "report/record.hpp"
#include "rulebook/rule.hpp"

namespace wakelaw::conformance::report {

/// What a matrix is made of beside the verdicts.
struct MatrixContext {
    std::span<const rulebook::Rule> rules;  ///< for levels and titles
    std::vector<KnownFinding> known;
    PageOptions page;  ///< how a finding is shown; without colour
};

/// As Markdown: the table, then each finding with its scenario, its trace and its token.
[[nodiscard]] std::string matrix_markdown(const RunResult& run, const MatrixContext& context);

/// The same as JSON: `subjects`, `rules` with the verdicts by subject, `findings`.
[[nodiscard]] std::string matrix_json(const RunResult& run, const MatrixContext& context);

}  // namespace wakelaw::conformance::report
