// SPDX-License-Identifier: MIT
/// \file
/// What is known of the rules that real executors break, from a TOML file:
///
///     [[finding]]
///     subject = "futures-local-pool"
///     rule = "EXEC-21"
///     upstream = "rust-lang/futures-rs #2593"
///     why = "run_until_stalled stops at tasks that wake themselves"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace wakelaw::conformance::report {

struct KnownFinding {
    std::string subject;
    std::string rule;
    std::string upstream;  ///< where its authors or users speak of it; may be empty
    std::string why;  ///< the cause, in a sentence; may be empty
    bool sampled = false;  ///< only some runs show it
};

/// `name` stands in the error line: "known.toml:3: ...".
[[nodiscard]] tl::expected<std::vector<KnownFinding>, std::string> parse_known_findings(
    std::string_view name, std::string_view text);

[[nodiscard]] tl::expected<std::vector<KnownFinding>, std::string> read_known_findings(
    const std::string& path);

/// The entry for a subject and a rule; null if there is none.
[[nodiscard]] const KnownFinding* find_known(const std::vector<KnownFinding>& known, std::string_view subject,
                                             std::string_view rule);

}  // namespace wakelaw::conformance::report
