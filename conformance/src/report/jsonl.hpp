// SPDX-License-Identifier: MIT
/// \file
/// The canonical record of a run: JSON lines. A header, then for each subject its line and one for each rule,
/// each followed by its failure if there is one, and a footer with counts, so that a record that was cut off
/// is seen.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "report/failure_page.hpp"
#include "report/record.hpp"

namespace wakelaw::conformance::report {

inline constexpr int record_format = 3;

/// The record of a run, without any date: the same run gives the same text, but for the seconds.
/// Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string to_jsonl(const RunResult& run, const ScenarioText& scenario_text = {});

/// Either a run or why there is none.
struct ReadRecord {
    std::optional<RunResult> run;
    std::string error;  ///< one line, `out.jsonl:3: unknown kind "rul"`
};

/// `name` stands in the error line.
[[nodiscard]] ReadRecord from_jsonl(std::string_view name, std::string_view text);

[[nodiscard]] ReadRecord read_jsonl(const std::string& path);

}  // namespace wakelaw::conformance::report
