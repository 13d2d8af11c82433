// SPDX-License-Identifier: MIT
/// \file
/// One subject from first case to verdicts: generate, run, judge, confirm, shrink.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "report/record.hpp"
#include "rulebook/rule.hpp"
#include "scenario/scenario.hpp"
#include "scenario/token.hpp"
#include "supervisor/schedules.hpp"
#include "supervisor/worker_process.hpp"

namespace wakelaw::conformance {

/// How much a run may spend on one subject.
struct Budget {
    std::string name = "quick";
    double seconds = 10;
    std::uint64_t cases = 20'000;  ///< the run ends with whichever comes first
};

struct SessionOptions {
    Budget budget;
    std::uint64_t seed = 1;
    std::vector<const rulebook::Rule*> rules;  ///< those to judge
    std::optional<scenario::Scenario> only;  ///< this scenario instead of generated ones
    /// Whether the adapter has to be sound before a rule is judged: see examine().
    bool examine_adapter = true;
    Schedules schedules;
    bool natural_too = true;  ///< false: nothing but what is explored
    bool shrink = true;  ///< false: failures stay as they were found
    bool repeatable = false;  ///< nothing that is found depends on how fast the machine is
    bool stop_when_found = false;  ///< stop as soon as a selected rule has failed
    /// `runs`: cases and controlled schedules so far.
    std::function<void(std::uint64_t runs, double seconds, std::uint64_t findings)> progress;
    const std::atomic<bool>* interrupted = nullptr;  ///< set by a signal handler: end with what there is
};

/// Judges one subject. Never throws: what goes wrong is part of the result.
[[nodiscard]] report::SubjectResult judge_subject(const SubjectEntry& subject, const SessionOptions& options);

/// Runs one scenario until a rule is broken by it, at most `tries` times.
struct ReplayResult {
    std::uint32_t runs = 0;
    std::vector<report::Failure> failures;  ///< of the first run that broke something
    trace::Trace last_trace;
    std::string trouble;
};
[[nodiscard]] ReplayResult replay(const SubjectEntry& subject, const scenario::Scenario& scenario,
                                  bool thread_sanitizer, std::uint32_t tries);
/// Runs one schedule of the subject's controlled worker once.
[[nodiscard]] ReplayResult replay(const SubjectEntry& subject, const scenario::Scenario& scenario,
                                  const scenario::ReplaySchedule& schedule);

}  // namespace wakelaw::conformance
