// SPDX-License-Identifier: MIT
/// \file
/// Holds the suite to expectations.toml: each specimen is blamed on its own rule, no other rule is blamed
/// that is not listed, and no conforming subject is accused. One session for each subject and seed.
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <toml++/toml.h>

#include "cli/commands.hpp"
#include "report/exit_code.hpp"
#include "report/failure_page.hpp"
#include "report/known_findings.hpp"
#include "report/words.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/text.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/session.hpp"

namespace wakelaw::conformance::cli {

namespace {

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
    [[nodiscard]] bool found_under_control() const { return (needs_preemption || sanitizer) && !sampled; }
    bool optional = false;  ///< its worker need not be there
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

std::set<std::string> read_names(const toml::array* names) {
    std::set<std::string> result;
    for (std::size_t i = 0; names != nullptr && i < names->size(); ++i) {
        result.insert((*names)[i].value_or(""));
    }
    return result;
}

/// Real executors break what is listed as [[finding]]: the first that each run shows stands for its rule.
std::vector<Expectation> with_findings(std::vector<Expectation> expectations, const std::string& path) {
    const auto findings = report::read_known_findings(path);
    if (!findings) {
        throw std::runtime_error(findings.error());
    }
    for (const report::KnownFinding& known : *findings) {
        const auto of = std::find_if(expectations.begin(), expectations.end(),
                                     [&](const Expectation& one) { return one.name == known.subject; });
        if (of == expectations.end()) {
            continue;
        }
        if (of->rule.empty() && !known.sampled) {
            of->rule = known.rule;
        } else {
            of->others.insert(known.rule);
        }
    }
    return expectations;
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
            one.optional = entry["optional"].value_or(false);
            one.gap = entry["gap"].value_or("");
            one.others = read_names(entry["others"].as_array());
            one.others_under_control = read_names(entry["others_under_control"].as_array());
            result.push_back(std::move(one));
        }
    };
    read("specimen");
    read("conforming");
    read("executor");
    return with_findings(std::move(result), path);
}

std::optional<Budget> read_budget(const std::string& text) {
    if (text == "quick") {
        return Budget{"quick", 10, 700};
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

/// The lower bound of the rate of which `hits` of `tries` is a sample, with 95 % confidence (Wilson).
double lower_bound(std::uint64_t hits, std::uint64_t tries) {
    constexpr double z = 1.96;
    const auto count = static_cast<double>(tries);
    const double rate = static_cast<double>(hits) / count;
    const double middle = rate + z * z / (2 * count);
    const double spread = z * std::sqrt((rate * (1 - rate) + z * z / (4 * count)) / count);
    return std::max(0.0, (middle - spread) / (1 + z * z / count));
}

std::string line(const Expectation& expected, const Tally& tally) {
    std::string others;
    for (const auto& [rule, times] : tally.blamed) {
        others += fmt::format("{}{} {}", others.empty() ? "" : ", ", rule, times);
    }
    const std::string killed = expected.rule.empty()
                                   ? fmt::format("accused {}", tally.blamed.empty() ? 0 : 1)
                                   : fmt::format("{} of {}, >= {:>4.1f} %", tally.killed, tally.sessions,
                                                 100 * lower_bound(tally.killed, tally.sessions));
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

/// Deterministic in every run: what it is blamed for, the smallest scenario, and so the page.
bool is_repeatable(const Expectation& expected, const SubjectEntry& subject) {
    return !expected.rule.empty() && !expected.needs_preemption && !expected.sampled &&
           expected.gap.empty() && subject.facts.driving != Driving::threads && subject.tsan_worker.empty();
}

struct Size {
    std::size_t tasks = 0;
    std::size_t actors = 0;
    std::size_t steps = 0;
};

Size size_of(const scenario::Scenario& scenario) {
    Size size{scenario.tasks.size(), scenario.actors.size(), 0};
    for (const scenario::Task& task : scenario.tasks) {
        for (const scenario::Stage& stage : task.stages) {
            size.steps += stage.steps.size();
        }
    }
    for (const scenario::Actor& actor : scenario.actors) {
        size.steps += actor.steps.size();
    }
    size.steps += scenario.late.size() + scenario.afterlife.size() + scenario.program.size();
    return size;
}

std::size_t median_of(const std::vector<Size>& sizes, std::size_t Size::*part) {
    std::vector<std::size_t> values;
    for (const Size& one : sizes) {
        values.push_back(one.*part);
    }
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

/// The page without what another build or machine changes: addresses, and how many blocks are alive.
std::string without_incidentals(const std::string& page) {
    const std::string addressless = std::regex_replace(page, std::regex("0x[0-9a-f]+"), "0xADDRESS");
    const std::string blockless =
        std::regex_replace(addressless, std::regex("[0-9]+( live)? blocks"), "N$1 blocks");
    return std::regex_replace(blockless, std::regex("[0-9]+ live bytes"), "N live bytes");
}

/// Compares the page with the one that was approved, or approves it.
std::optional<std::string> compare_page(const SelftestOptions& options, const std::string& rule,
                                        const std::string& page) {
    const std::filesystem::path path = std::filesystem::path(options.pages) / (rule + ".txt");
    if (options.approve) {
        std::filesystem::create_directories(options.pages);
        std::ofstream(path, std::ios::binary) << page;
        return std::nullopt;
    }
    std::ifstream file(path, std::ios::binary);
    const std::string approved((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (approved == page) {
        return std::nullopt;
    }
    const std::string written = path.filename().string() + ".new";
    std::ofstream(written, std::ios::binary) << page;
    return fmt::format(
        "{}: the failure page is another one now; it is in {}: read the difference, and approve it "
        "with --approve",
        path.string(), written);
}

/// Failure pages against their baselines, and how small counterexamples get.
int check_pages(const SelftestOptions& options, const Budget& budget, const Catalog& catalog,
                const std::vector<Expectation>& expectations) {
    std::vector<Size> sizes;
    std::set<std::string> done;
    std::size_t faults = 0;
    const auto fault = [&](const std::string& text) {
        fmt::print("{}\n", text);
        ++faults;
    };
    report::PageOptions page;
    page.scenario_text = [](const scenario::Scenario& one) { return scenario::to_text(one); };
    for (const Expectation& expected : expectations) {
        const auto subject = std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                                          [&](const SubjectEntry& one) { return one.name == expected.name; });
        if (subject == catalog.subjects.end() || !is_repeatable(expected, *subject)) {
            continue;
        }
        SessionOptions session;
        session.budget = budget;
        session.budget.seconds = 300;
        session.examine_adapter = false;
        session.schedules.wanted = Schedules::Wanted::natural;
        session.seed = 1;
        session.rules = rulebook::select_for_run(expected.rule);
        session.stop_when_found = true;
        session.repeatable = true;
        // Without actors, who take another course in each run.
        SubjectEntry alone = *subject;
        alone.facts.capabilities = alone.facts.capabilities.without(Capability::wake_from_foreign_thread);
        const report::SubjectResult result = judge_subject(alone, session);
        const auto found =
            std::find_if(result.rules.begin(), result.rules.end(),
                         [](const report::RuleResult& one) { return one.failure.has_value(); });
        if (found == result.rules.end()) {
            fmt::print("{:<28} {:<8} shows with actors only\n", expected.name, expected.rule);
            continue;
        }
        sizes.push_back(size_of(found->failure->scenario));
        const Size& size = sizes.back();
        fmt::print("{:<28} {:<8} {} tasks, {} actors, {} steps\n", expected.name, expected.rule, size.tasks,
                   size.actors, size.steps);
        std::fflush(stdout);
        if (done.insert(expected.rule).second) {
            const std::string text = without_incidentals(report::failure_page(
                *found->failure, found->verdict, rulebook::find(rulebook::rulebook(), expected.rule), page));
            if (const auto problem = compare_page(options, expected.rule, text)) {
                fault(*problem);
            }
        }
    }
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(options.pages, error)) {
        const std::string rule = entry.path().stem().string();
        if (options.only == "*" && !done.contains(rule)) {
            fault(entry.path().string() + ": no specimen gives this page any more; remove it");
        }
    }
    if (sizes.empty()) {
        fault("no specimen is repeatable");
        return report::exit_codes::violation;
    }
    const std::size_t tasks = median_of(sizes, &Size::tasks);
    const std::size_t actors = median_of(sizes, &Size::actors);
    const std::size_t steps = median_of(sizes, &Size::steps);
    fmt::print("{} specimens, {} pages; median counterexample: {} tasks, {} actors, {} steps; {} faults\n",
               sizes.size(), done.size(), tasks, actors, steps, faults);
    if (options.only == "*" && (tasks > 2 || actors > 1 || steps > 6)) {
        fault("the median counterexample is larger than 2 tasks, 1 actor and 6 steps");
    }
    return faults == 0 ? report::exit_codes::conformant : report::exit_codes::violation;
}

}  // namespace

int selftest(const SelftestOptions& options) {
    const std::optional<Budget> budget = read_budget(options.budget);
    if (!budget) {
        fmt::print(stderr, "wakelaw: --budget {}: use quick or a time such as 500ms, 20s\n", options.budget);
        return report::exit_codes::usage;
    }
    const auto parsed = parse_schedules(options.schedules);
    if (!parsed) {
        fmt::print(stderr, "wakelaw: {}\n", parsed.error());
        return report::exit_codes::usage;
    }
    Schedules schedules = *parsed;
    schedules.weak_memory = options.weak_memory;
    const std::filesystem::path tree =
        std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
    std::vector<std::string> places = options.places.subjects;
    if (places.empty()) {
        places.push_back((tree / "subjects").string());
    }
    const std::string file = options.expectations.empty()
                                 ? (tree / "share/wakelaw/expectations.toml").string()
                                 : options.expectations;
    std::vector<Expectation> expectations;
    try {
        expectations = read_expectations(file);
    } catch (const toml::parse_error& error) {
        fmt::print(stderr, "wakelaw: {}:{}: {}; name another file with --expectations\n", file,
                   error.source().begin.line, error.description());
        return report::exit_codes::usage;
    }
    const Catalog catalog = read_catalog(places);
    std::erase_if(expectations, [&](const Expectation& one) {
        const std::string rule = one.rule.empty() ? "none" : one.rule;
        return (fnmatch(options.only.c_str(), one.name.c_str(), 0) != 0 &&
                fnmatch(options.only.c_str(), rule.c_str(), 0) != 0) ||
               (options.found_under_control && !one.found_under_control());
    });
    std::erase_if(expectations, [&](const Expectation& one) {
        const bool absent =
            one.optional && std::none_of(catalog.subjects.begin(), catalog.subjects.end(),
                                         [&](const SubjectEntry& entry) { return entry.name == one.name; });
        if (absent) {
            fmt::print("{:<26} absent\n", one.name);
        }
        return absent;
    });
    std::erase_if(expectations, [&](const Expectation& one) {
        const auto entry =
            std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                         [&](const SubjectEntry& subject) { return subject.name == one.name; });
        return schedules.wanted == Schedules::Wanted::explored && entry != catalog.subjects.end() &&
               entry->controlled_worker.empty();
    });
    if (expectations.empty()) {
        fmt::print(stderr, "wakelaw: --only '{}' selects nothing; {} has the names\n", options.only, file);
        return report::exit_codes::nothing_selected;
    }
    if (!options.pages.empty()) {
        return check_pages(options, *budget, catalog, expectations);
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
                // A specimen may be so broken that no adapter of it would be sound.
                session.schedules = schedules;
                session.natural_too = schedules.wanted != Schedules::Wanted::explored;
                session.examine_adapter = expected.rule.empty();
                session.shrink = false;  // the verdict counts here, not how small its scenario is
                session.budget = *budget;
                session.budget.cases = options.cases != 0 ? options.cases : session.budget.cases;
                session.seed = options.first_seed + index % options.seeds;
                session.rules = rulebook::select_for_run("*");
                if (options.own_rule && !expected.rule.empty()) {
                    session.rules = rulebook::select_for_run(expected.rule);
                    session.stop_when_found = true;
                }
                result = judge_subject(*subject, session);
            }
            const std::lock_guard lock(mutex);
            judge(expected, result, options, schedules, tallies[which]);
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
    return faults == 0 ? report::exit_codes::conformant : report::exit_codes::violation;
}

}  // namespace wakelaw::conformance::cli
