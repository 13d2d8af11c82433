// SPDX-License-Identifier: MIT
/// \file
/// The report for a terminal.
#pragma once

#include <span>
#include <string>

#include "report/failure_page.hpp"
#include "report/record.hpp"
#include "rulebook/rule.hpp"

namespace wakelaw::conformance::report {

/// One row a rule: rule, level, verdict, evidence, title. Notes that do not fit stand below.
[[nodiscard]] std::string rule_table(const SubjectResult& subject, std::span<const rulebook::Rule> rules,
                                     const PageOptions& options);

/// "reference-pool: conformant: 21 passed, 1 warning, 2 not applicable; 4,812 cases in 3.2 s, seed 7".
[[nodiscard]] std::string summary_line(const SubjectResult& subject);

/// The table, a page for each failure, and the summary line.
[[nodiscard]] std::string subject_report(const SubjectResult& subject, std::span<const rulebook::Rule> rules,
                                         const PageOptions& options);

/// "3 subjects: 2 conformant, 1 not conformant".
[[nodiscard]] std::string closing_line(const RunResult& run);

/// All subjects and the closing line.
[[nodiscard]] std::string console_report(const RunResult& run, std::span<const rulebook::Rule> rules,
                                         const PageOptions& options);

}  // namespace wakelaw::conformance::report
