// SPDX-License-Identifier: MIT
/// \file
/// What a run comes to: the verdict on a subject, and the exit code of the command.
#pragma once

#include "report/record.hpp"

namespace wakelaw::conformance::report {

namespace exit_codes {
inline constexpr int conformant = 0;
inline constexpr int violation = 1;
inline constexpr int inconclusive = 3;
inline constexpr int bad_adapter = 4;
inline constexpr int nothing_selected = 5;
inline constexpr int usage = 64;
inline constexpr int suite_fault = 70;
inline constexpr int unwritten_report = 73;  ///< only where the verdicts alone would give 0
}  // namespace exit_codes

/// The verdict on a subject as a whole. The gravest decides: FAIL, CRASH, HANG, SUITE_ERROR, BAD_ADAPTER,
/// INCONCLUSIVE. Else WAIVED where a violation is waived, PASS where a rule passed, WARNING where there were
/// only warnings, and NOT_APPLICABLE where nothing was judged.
[[nodiscard]] Verdict overall(const SubjectResult& subject);

/// The gravest of its subjects: violation, fault of the suite, bad adapter, inconclusive, conformant. A run
/// in which nothing was judged gives `nothing_selected`.
[[nodiscard]] int exit_code(const RunResult& run);

}  // namespace wakelaw::conformance::report
