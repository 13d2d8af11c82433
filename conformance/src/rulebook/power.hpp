// SPDX-License-Identifier: MIT
/// \file
/// How surely the suite finds what it looks for: for each specimen, in how many sessions it was blamed on its
/// rule. Measured by `wakelaw selftest --power` and embedded in the binary when it is built.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wakelaw::conformance::rulebook {

/// The lower bound of the rate of which `hits` of `tries` is a sample, with 95 % confidence (Wilson).
/// Precondition: `tries` is not 0.
[[nodiscard]] double lower_bound(std::uint64_t hits, std::uint64_t tries);

/// One specimen under one way to choose schedules.
struct Power {
    std::string specimen;
    std::string rule;
    bool vocabulary = false;  ///< whether the specimen is a vocabulary, or else an executor
    std::string schedules;  ///< "natural", or how they were controlled: "exhaustive:2"
    std::uint64_t cases = 0;  ///< at most, in each session; under control, ten times as many schedules
    std::uint64_t seeds = 0;  ///< sessions
    std::uint64_t found = 0;  ///< those that blamed the specimen on its rule

    [[nodiscard]] bool controlled() const { return schedules != "natural"; }
    [[nodiscard]] double at_least() const { return lower_bound(found, seeds); }

    friend bool operator==(const Power&, const Power&) = default;
};

/// What a file of measurements holds. Throws std::runtime_error with file and line where it is no such file.
[[nodiscard]] std::vector<Power> read_power(std::string_view file, std::string_view text);
/// The text of such a file, sorted.
[[nodiscard]] std::string write_power(std::vector<Power> measured);
/// `before` with what was measured anew in place of what was measured then.
[[nodiscard]] std::vector<Power> merge_power(std::vector<Power> before, const std::vector<Power>& anew);

/// conformance/specimens/power.toml as it was when the binary was built. Made by cmake/EmbedRules.cmake.
[[nodiscard]] std::string_view embedded_power();
/// The embedded measurements. The build checks that they can be read.
[[nodiscard]] const std::vector<Power>& measured_power();
/// Those of one rule, in the order of the file.
[[nodiscard]] std::vector<Power> power_of(std::string_view rule);
/// Those of one rule and one kind of subject, in the order of the file.
[[nodiscard]] std::vector<Power> power_of(std::string_view rule, bool vocabulary);

/// "late-look: 7 of 100 sessions, at least 3.4 % (natural, 700 cases)".
[[nodiscard]] std::string to_text(const Power& power);
/// "3: >= 96 %": how many specimens, and the bound of the one that is found least; empty where none was
/// measured. `controlled`: whether the run had controlled schedules, so that what they find counts.
[[nodiscard]] std::string brief(std::span<const Power> power, bool controlled);

}  // namespace wakelaw::conformance::rulebook
