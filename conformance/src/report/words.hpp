// SPDX-License-Identifier: MIT
/// \file
/// The names that reports use for verdicts and the like, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "report/record.hpp"

namespace wakelaw::conformance::report {

/// In capitals, as the specification writes it: "NOT_APPLICABLE".
[[nodiscard]] std::string_view to_string(Verdict verdict);
[[nodiscard]] std::optional<Verdict> verdict_from_string(std::string_view name);

[[nodiscard]] std::string_view to_string(laws::Manner manner);
[[nodiscard]] std::optional<laws::Manner> manner_from_string(std::string_view name);

[[nodiscard]] std::string_view to_string(ExceptionPolicy policy);
[[nodiscard]] std::optional<ExceptionPolicy> exception_policy_from_string(std::string_view name);
[[nodiscard]] std::optional<Driving> driving_from_string(std::string_view name);

/// FAIL, CRASH, HANG: the subject does not conform.
[[nodiscard]] bool is_violation(Verdict verdict);

/// "repeated 3 of 41 times: intermittent"; empty where nothing was repeated.
[[nodiscard]] std::string confirmation(const Failure& failure);

/// "4,812".
[[nodiscard]] std::string with_commas(std::uint64_t number);

/// "3.2".
[[nodiscard]] std::string one_decimal(double number);

}  // namespace wakelaw::conformance::report
