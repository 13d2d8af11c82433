// SPDX-License-Identifier: MIT
/// \file
/// What expectations.toml says that the suite has to find, and the sessions that have to find it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/session.hpp"

namespace wakelaw::conformance::cli {

struct Expectation {
    std::string name;
    std::string rule;  ///< empty: conforms
    std::set<std::string> others;
    std::set<std::string> others_under_control;  ///< besides, in a session with controlled schedules only
    bool all_others = false;  ///< each of the others has to be blamed, too
    bool needs_preemption = false;
    bool sanitizer = false;  ///< seen by ThreadSanitizer, and under control
    bool sampled = false;  ///< shown by some scenarios only

    /// Whether controlled schedules have to show it: what depends on the schedule.
    [[nodiscard]] bool found_under_control() const { return depends_on_schedule() && !sampled; }
    [[nodiscard]] bool depends_on_schedule() const { return needs_preemption || sanitizer; }
    bool optional = false;  ///< its worker need not be there
    std::string gap;
};

/// \throws toml::parse_error where the file is no TOML; std::runtime_error with one line where a finding in
/// it is none.
[[nodiscard]] std::vector<Expectation> read_expectations(const std::string& path);

/// Null: its worker is not built.
[[nodiscard]] const SubjectEntry* find_subject(const Catalog& catalog, const std::string& name);

/// How a subject is judged; the seed is left to the caller.
[[nodiscard]] SessionOptions session_of(const Expectation& expected, const SelftestOptions& options,
                                        const Schedules& schedules, const Budget& budget);

/// One session; where there is no such subject, that is its trouble.
[[nodiscard]] report::SubjectResult judged(const Expectation& expected, const Catalog& catalog,
                                           const SessionOptions& session);

}  // namespace wakelaw::conformance::cli
