// SPDX-License-Identifier: MIT
#include "cli/selftest/tally.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "report/words.hpp"
#include "rulebook/power.hpp"

namespace wakelaw::conformance::cli {

namespace {

using report::Verdict;

bool accuses(Verdict verdict) {
    return verdict == Verdict::fail || verdict == Verdict::crash || verdict == Verdict::hang ||
           verdict == Verdict::warning;
}

}  // namespace

void judge(const Expectation& expected, const report::SubjectResult& result, const SelftestOptions& options,
           const Schedules& schedules, Tally& tally) {
    const bool controlled = schedules.wanted == Schedules::Wanted::explored;
    ++tally.sessions;
    tally.seconds += result.seconds;
    tally.slowest = std::max(tally.slowest, result.seconds);
    tally.most_schedules = std::max(tally.most_schedules, result.schedules);
    if (result.control.rfind("not controlled", 0) == 0) {
        tally.not_controlled = result.control;
    }
    const auto fault = [&](const std::string& what) {
        tally.faults.push_back(fmt::format("{}, seed {}: {}", expected.name, result.seed, what));
    };
    if (!result.trouble.empty()) {
        fault(result.trouble);
    }
    std::set<std::string> blamed;
    bool explained = false;
    for (const report::RuleResult& one : result.rules) {
        // One fault, seen twice: the rule that is blamed for it first explains the other.
        explained = explained || (one.rule == expected.rule && expected.others.contains(one.explained_by));
        if (!accuses(one.verdict)) {
            continue;
        }
        blamed.insert(one.rule);
        if (one.rule == expected.rule) {
            continue;
        }
        ++tally.blamed[one.rule];
        if (!expected.others.contains(one.rule) &&
            !(controlled && expected.others_under_control.contains(one.rule))) {
            fault(fmt::format("{} {}; replay it with: wakelaw replay {}", report::to_string(one.verdict),
                              one.rule, one.failure ? one.failure->token : ""));
        }
    }
    if (expected.rule.empty()) {
        return;
    }
    const bool found = blamed.contains(expected.rule) || (controlled && explained);
    tally.killed += found ? 1 : 0;
    const bool has_to_be = controlled
                               ? expected.found_under_control()
                               : !expected.needs_preemption && !expected.sampled && expected.gap.empty();
    if (!found && has_to_be) {
        fault("not blamed on " + expected.rule);
    }
    if (found && !expected.gap.empty()) {
        fault("found, although expectations.toml says it is a gap of the suite; take that line out");
    }
    for (const std::string& other : expected.others) {
        if (expected.all_others && !options.own_rule && !controlled && !blamed.contains(other)) {
            fault("not blamed on " + other);
        }
    }
}

std::string line(const Expectation& expected, const Tally& tally) {
    std::string others;
    for (const auto& [rule, times] : tally.blamed) {
        others += fmt::format("{}{} {}", others.empty() ? "" : ", ", rule, times);
    }
    const std::string killed = expected.rule.empty()
                                   ? fmt::format("accused {}", tally.blamed.empty() ? 0 : 1)
                                   : fmt::format("{} of {}, >= {:>4.1f} %", tally.killed, tally.sessions,
                                                 100 * rulebook::lower_bound(tally.killed, tally.sessions));
    const std::string schedules =
        tally.most_schedules == 0
            ? ""
            : fmt::format("(slowest {:.2f} s, {} schedules) ", tally.slowest, tally.most_schedules);
    return fmt::format("{:<28} {:<8} {:>22} {:>7.1f} s  {}{}{}{}\n", expected.name,
                       expected.rule.empty() ? "none" : expected.rule, killed, tally.seconds, schedules,
                       others, tally.not_controlled,
                       !tally.faults.empty()       ? "  <-- FAULT"
                       : !expected.gap.empty()     ? "  (gap)"
                       : expected.needs_preemption ? "  (preemption)"
                                                   : "");
}

}  // namespace wakelaw::conformance::cli
