// SPDX-License-Identifier: MIT
/// \file
/// The result of a run as plain data. Every report is made from this and from nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <wakelaw/conformance/subject.hpp>

#include "laws/law.hpp"
#include "rulebook/power.hpp"
#include "scenario/scenario.hpp"
#include "trace/view.hpp"

namespace wakelaw::conformance::report {

enum class Verdict : std::uint8_t {
    pass,
    warning,  ///< a SHOULD was not followed; counts as conformant
    fail,
    crash,
    hang,
    inconclusive,
    bad_adapter,
    suite_error,
    not_applicable,
    not_testable,
    waived,
};

/// A finding with all that a reader needs to mend the executor.
struct Failure {
    std::string rule;
    std::string clause;
    laws::Manner manner = laws::Manner::violation;
    std::string sentence;
    scenario::Scenario scenario;  ///< shrunk
    trace::Trace trace;  ///< of a run of that scenario
    std::vector<std::uint32_t> events;
    std::uint32_t confirmed = 0;  ///< of `confirmation_runs` more runs of the scenario first found
    std::uint32_t confirmation_runs = 0;
    std::uint32_t shrink_tries = 0;
    std::string schedule;  ///< how the schedule was chosen, where the explorer chose it; else empty
    std::string token;
    std::string output;  ///< the end of what the subject printed
};

/// What a law has found in a trace. That it was confirmed, its scenario and its token are for the caller to
/// say.
[[nodiscard]] inline Failure failure_of(const laws::Finding& finding, trace::Trace trace) {
    Failure failure;
    failure.rule = finding.rule;
    failure.clause = finding.clause;
    failure.manner = finding.manner;
    failure.sentence = finding.sentence;
    failure.events = finding.events;
    failure.trace = std::move(trace);
    return failure;
}

/// The verdict of a rule that was broken in that manner.
[[nodiscard]] inline Verdict verdict_of(laws::Manner manner) {
    return manner == laws::Manner::crash     ? Verdict::crash
           : manner == laws::Manner::hang    ? Verdict::hang
           : manner == laws::Manner::warning ? Verdict::warning
                                             : Verdict::fail;
}

/// A clause that was broken, and in how many cases and schedules it was seen to be.
struct BrokenClause {
    std::string clause;
    std::uint64_t cases = 0;
};

struct RuleResult {
    std::string rule;
    Verdict verdict = Verdict::inconclusive;
    std::string evidence;  ///< "deterministic, 3000 cases", "sampled, 1200 of 4000 cases"
    std::string note;  ///< why a rule is not judged, what explains it
    std::string explained_by;  ///< the broken rule from which it follows, where it is inconclusive for that
    std::uint64_t exercised = 0;
    bool judges_adapter = false;  ///< what the rule is about is the adapter's, not the executor's
    std::optional<Failure> failure;
    /// Where there is a failure: all clauses that cases broke, of which the failure shows one.
    std::vector<BrokenClause> broken_clauses = {};
    /// Of a PASS: how surely violations that were planted are found.
    std::vector<rulebook::Power> power = {};
};

struct SubjectResult {
    std::string subject;
    Driving driving = Driving::threads;
    Capabilities capabilities;
    Capabilities emulated;  ///< those that the adapter supplies
    std::uint64_t seed = 0;
    std::string budget;
    std::uint64_t cases = 0;
    std::uint64_t schedules = 0;  ///< that were run under control, beside the cases
    /// What the controlled schedules cover, or why there are none; empty where nobody asked for them.
    std::string control;
    double seconds = 0;
    std::vector<RuleResult> rules;
    std::string trouble;  ///< why the subject could not be judged (BAD_ADAPTER, SUITE_ERROR); else empty
    Verdict overall = Verdict::inconclusive;
};

struct RunResult {
    std::string version;
    std::vector<SubjectResult> subjects;
    std::uint64_t seed = 0;
    std::string budget = {};
};

}  // namespace wakelaw::conformance::report
