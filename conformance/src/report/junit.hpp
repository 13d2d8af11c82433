// SPDX-License-Identifier: MIT
/// \file
/// JUnit XML, which every CI system reads.
#pragma once

#include <span>
#include <string>

#include "report/failure_page.hpp"
#include "report/record.hpp"
#include "rulebook/rule.hpp"

namespace wakelaw::conformance::report {

/// A test suite for each subject, a test case for each rule. FAIL, CRASH and HANG are failures with their
/// page; INCONCLUSIVE, BAD_ADAPTER and SUITE_ERROR are errors; NOT_APPLICABLE, NOT_TESTABLE and WAIVED are
/// skipped. A subject that could not be judged has an erroneous test case "subject".
[[nodiscard]] std::string junit(const RunResult& run, std::span<const rulebook::Rule> rules,
                                const PageOptions& options);

/// `text` for XML: markup escaped, what XML 1.0 forbids removed (control characters, bytes that are no
/// UTF-8). Line ends and tabs stay as references in attributes.
[[nodiscard]] std::string xml_text(std::string_view text);
[[nodiscard]] std::string xml_attribute(std::string_view text);

}  // namespace wakelaw::conformance::report
