// SPDX-License-Identifier: MIT
/// \file
/// Holds the suite to expectations.toml: each specimen is blamed on its own rule, no other rule is blamed
/// that is not listed, and no conforming executor is accused. One session for each subject and seed.
#include <fmt/format.h>
#include <fnmatch.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <toml++/toml.h>

#include "report/words.hpp"
#include "rulebook/rulebook.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/session.hpp"

namespace {

using namespace wakelaw::conformance;
using report::Verdict;

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
    [[nodiscard]] bool found_under_control() const { return needs_preemption || sanitizer; }
    std::string gap;
};

struct Tally {
    std::uint64_t sessions = 0;
    std::uint64_t killed = 0;
    std::map<std::string, std::uint64_t> blamed;  ///< rules other than its own
    std::vector<std::string> faults;  ///< one line each
    double seconds = 0;
    double slowest = 0;
    std::uint64_t most_schedules = 0;
    std::string not_controlled;  ///< why, where it is not
};

struct Options {
    std::uint64_t seeds = 1;
    std::uint64_t first_seed = 1;
    std::string budget = "quick";
    std::uint64_t cases = 0;
    std::string only = "*";
    unsigned jobs = 1;
    std::string expectations = WAKELAW_EXPECTATIONS;
    std::vector<std::string> subjects;
    bool own_rule = false;
    bool found_under_control = false;
    bool conforming = false;
    Schedules schedules{Schedules::Wanted::natural, {}, false};
};

std::set<std::string> read_names(const toml::array* names) {
    std::set<std::string> result;
    for (std::size_t i = 0; names != nullptr && i < names->size(); ++i) {
        result.insert((*names)[i].value_or(""));
    }
    return result;
}

std::vector<Expectation> read_expectations(const std::string& path) {
    const toml::table table = toml::parse_file(path);
    std::vector<Expectation> result;
    const auto read = [&](std::string_view kind) {
        const toml::array* const entries = table[kind].as_array();
        for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
            const toml::table& entry = *entries->get(i)->as_table();
            Expectation one;
            one.name = entry["name"].value_or("");
            one.rule = entry["rule"].value_or("");
            one.all_others = entry["all_others"].value_or(false);
            one.needs_preemption = entry["needs_preemption"].value_or(false);
            one.sanitizer = entry["sanitizer"].value_or(false);
            one.sampled = entry["sampled"].value_or(false);
            one.gap = entry["gap"].value_or("");
            one.others = read_names(entry["others"].as_array());
            one.others_under_control = read_names(entry["others_under_control"].as_array());
            result.push_back(std::move(one));
        }
    };
    read("specimen");
    read("conforming");
    return result;
}

std::optional<Budget> read_budget(const std::string& text) {
    if (text == "quick") {
        return Budget{};
    }
    std::size_t used = 0;
    double value = 0;
    try {
        value = std::stod(text, &used);
    } catch (const std::exception&) {
        return std::nullopt;
    }
    const std::string unit = text.substr(used);
    const double factor = unit == "ms" ? 0.001 : unit == "s" ? 1 : unit == "m" ? 60 : 0;
    if (!(value * factor > 0)) {
        return std::nullopt;
    }
    return Budget{text, value * factor, ~std::uint64_t{0} / 4};
}

bool accuses(Verdict verdict) {
    return verdict == Verdict::fail || verdict == Verdict::crash || verdict == Verdict::hang ||
           verdict == Verdict::warning;
}

/// What one session says against the expectation.
void judge(const Expectation& expected, const report::SubjectResult& result, const Options& options,
           Tally& tally) {
    const bool controlled = options.schedules.wanted == Schedules::Wanted::explored;
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
    for (const report::RuleResult& one : result.rules) {
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
    const bool found = blamed.contains(expected.rule);
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
    const std::string killed = expected.rule.empty() ? fmt::format("accused {}", tally.blamed.empty() ? 0 : 1)
                                                     : fmt::format("{} of {}", tally.killed, tally.sessions);
    const std::string schedules =
        tally.most_schedules == 0
            ? ""
            : fmt::format("(slowest {:.2f} s, {} schedules) ", tally.slowest, tally.most_schedules);
    return fmt::format("{:<26} {:<8} {:>10} {:>7.1f} s  {}{}{}{}\n", expected.name,
                       expected.rule.empty() ? "none" : expected.rule, killed, tally.seconds, schedules,
                       others, tally.not_controlled,
                       !tally.faults.empty()       ? "  <-- FAULT"
                       : !expected.gap.empty()     ? "  (gap)"
                       : expected.needs_preemption ? "  (preemption)"
                                                   : "");
}

int check(const Options& options, const std::string& own_path) {
    const std::optional<Budget> budget = read_budget(options.budget);
    if (!budget) {
        fmt::print(stderr, "wakelaw_selftest: --budget {}: use quick or a time such as 500ms, 20s\n",
                   options.budget);
        return 64;
    }
    std::vector<std::string> places = options.subjects;
    if (places.empty()) {
        places.push_back((std::filesystem::path(own_path).parent_path().parent_path() / "subjects").string());
    }
    const Catalog catalog = read_catalog(places);
    std::vector<Expectation> expectations = read_expectations(options.expectations);
    std::erase_if(expectations, [&](const Expectation& one) {
        return (fnmatch(options.only.c_str(), one.name.c_str(), 0) != 0 &&
                fnmatch(options.only.c_str(), one.rule.c_str(), 0) != 0) ||
               (options.found_under_control && !one.found_under_control()) ||
               (options.conforming && !one.rule.empty());
    });
    if (expectations.empty()) {
        fmt::print(stderr, "wakelaw_selftest: --only '{}' selects nothing\n", options.only);
        return 5;
    }
    std::vector<Tally> tallies(expectations.size());
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    const auto work = [&] {
        for (std::size_t index = next.fetch_add(1); index < expectations.size() * options.seeds;
             index = next.fetch_add(1)) {
            const std::size_t which = index / options.seeds;
            const Expectation& expected = expectations[which];
            const auto subject =
                std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                             [&](const SubjectEntry& one) { return one.name == expected.name; });
            report::SubjectResult result;
            if (subject == catalog.subjects.end()) {
                result.trouble = "there is no such subject; build its worker";
            } else {
                SessionOptions session;
                session.shrink = false;  // the verdict counts here, not how small its scenario is
                session.budget = *budget;
                session.budget.cases = options.cases != 0 ? options.cases : session.budget.cases;
                session.seed = options.first_seed + index % options.seeds;
                session.rules = rulebook::select("*");
                session.schedules = options.schedules;
                session.natural_too = options.schedules.wanted != Schedules::Wanted::explored;
                if (options.own_rule && !expected.rule.empty()) {
                    session.rules = rulebook::select(expected.rule);
                    session.stop_when_found = true;
                }
                result = judge_subject(*subject, session);
            }
            const std::lock_guard lock(mutex);
            judge(expected, result, options, tallies[which]);
            if (tallies[which].sessions == options.seeds) {
                fmt::print("{}", line(expected, tallies[which]));
                std::fflush(stdout);
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < options.jobs; ++i) {
        threads.emplace_back(work);
    }
    work();
    for (std::thread& one : threads) {
        one.join();
    }
    std::size_t faults = 0;
    for (const Tally& one : tallies) {
        for (const std::string& fault : one.faults) {
            fmt::print("{}\n", fault);
            ++faults;
        }
    }
    fmt::print("{} subjects, {} seeds: {} faults\n", expectations.size(), options.seeds, faults);
    return faults == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("wakelaw_selftest: checks that the suite finds the specimens, and accuses nobody else");
    app.add_option("--seeds", options.seeds, "Sessions for each subject")->check(CLI::PositiveNumber);
    app.add_option("--first-seed", options.first_seed, "The seed of the first session");
    app.add_option("--budget", options.budget, "For each session: quick (10 s) or a time");
    app.add_option("--cases", options.cases, "At most this many cases for each session");
    app.add_option("--only", options.only, "Names or rules, as a glob");
    app.add_option("--jobs", options.jobs, "Sessions at the same time")->check(CLI::Range(1U, 64U));
    app.add_flag("--own-rule", options.own_rule,
                 "Judge a specimen by its own rule only, and stop when it is found: how often, and how soon");
    app.add_option("--expectations", options.expectations, "Another expectations.toml");
    app.add_option("--subjects", options.subjects, "Where the workers are (default: beside this tool)");
    std::string schedules = "natural";
    bool weak_memory = false;
    app.add_option(
        "--schedules", schedules,
        "Nothing but controlled schedules: exhaustive:K, random, pct:D, pos, sleep-sets; or natural");
    app.add_flag("--weak", weak_memory, "Under control, loads may return stale values");
    app.add_flag("--found-under-control", options.found_under_control,
                 "Only the specimens that controlled schedules have to show");
    app.add_flag("--conforming", options.conforming, "Only what conforms");
    CLI11_PARSE(app, argc, argv);
    const auto parsed = parse_schedules(schedules);
    if (!parsed) {
        fmt::print(stderr, "wakelaw_selftest: {}\n", parsed.error());
        return 64;
    }
    options.schedules = *parsed;
    options.schedules.weak_memory = weak_memory;
    try {
        return check(options, std::filesystem::read_symlink("/proc/self/exe").string());
    } catch (const std::exception& error) {
        fmt::print(stderr, "wakelaw_selftest: {}\n", error.what());
        return 64;
    }
}
