// SPDX-License-Identifier: MIT
/// \file
/// Known violations that the authors of a subject accept: a TOML file of [[waiver]]s, each with a subject, a
/// rule and a reason. The verdict becomes WAIVED, and the reason stands beside it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "report/record.hpp"
#include "rulebook/rule.hpp"

namespace wakelaw::conformance::report {

struct Waiver {
    std::string subject;
    std::string rule;
    std::string reason;
};

/// Errors are one line: "waivers.toml:3: ...". A rule that is not among `rules` is an error, and so is one
/// that has no law: there is nothing to waive.
[[nodiscard]] tl::expected<std::vector<Waiver>, std::string> parse_waivers(
    std::string_view name, std::string_view text, std::span<const rulebook::Rule> rules);

[[nodiscard]] tl::expected<std::vector<Waiver>, std::string> read_waivers(
    const std::string& path, std::span<const rulebook::Rule> rules);

/// Applies the waivers of this subject: FAIL, CRASH, HANG and WARNING become WAIVED.
/// \return one line for each of its waivers whose rule passed, so that it can go.
std::vector<std::string> waive(SubjectResult& subject, const std::vector<Waiver>& waivers);

}  // namespace wakelaw::conformance::report
