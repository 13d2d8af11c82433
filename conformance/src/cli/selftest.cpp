// SPDX-License-Identifier: MIT
/// \file
/// Holds the suite to expectations.toml: each specimen is blamed on its own rule, no other rule is blamed
/// that is not listed, and no conforming subject is accused. One session for each subject and seed.
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <atomic>
#include <chrono>
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
#include "rulebook/power.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/text.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/exploration_process.hpp"
#include "supervisor/seed_state.hpp"
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
    [[nodiscard]] bool found_under_control() const { return depends_on_schedule() && !sampled; }
    [[nodiscard]] bool depends_on_schedule() const { return needs_preemption || sanitizer; }
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

/// A page of a controlled schedule: its token names the build, which no baseline can.
std::string without_token(const std::string& page) {
    return std::regex_replace(page, std::regex("wl[0-9]+-[A-Za-z0-9_-]+"), "TOKEN");
}

/// Failure pages against their baselines, and how small counterexamples get.
class Pages {
public:
    Pages(const SelftestOptions& options, const Budget& budget, const Catalog& catalog)
        : options_(options), budget_(budget), catalog_(catalog) {
        page_.scenario_text = [](const scenario::Scenario& one) { return scenario::to_text(one); };
    }

    int check(const std::vector<Expectation>& expectations) {
        for (const Expectation& expected : expectations) {
            const SubjectEntry* const subject = find(expected);
            if (subject != nullptr && is_repeatable(expected, *subject)) {
                alone(expected, *subject);
            }
        }
        // What shows with a second thread only takes another course in each run, but for a controlled one.
        for (const Expectation& expected : expectations) {
            const SubjectEntry* const subject = find(expected);
            if (options_.pages_under_control && subject != nullptr && !subject->controlled_worker.empty() &&
                !expected.rule.empty() && expected.gap.empty() &&
                (expected.found_under_control() || !done_.contains(expected.rule))) {
                under_control(expected, *subject);
            }
        }
        if (options_.only == "*" && options_.pages_under_control) {
            check_leftovers();
        }
        return summary();
    }

private:
    [[nodiscard]] const SubjectEntry* find(const Expectation& expected) const {
        const auto found = std::find_if(catalog_.subjects.begin(), catalog_.subjects.end(),
                                        [&](const SubjectEntry& one) { return one.name == expected.name; });
        return found == catalog_.subjects.end() ? nullptr : &*found;
    }

    [[nodiscard]] SessionOptions session_for(const Expectation& expected) const {
        SessionOptions session;
        session.budget = budget_;
        session.budget.seconds = 300;
        session.examine_adapter = false;
        session.seed = 1;
        session.rules = rulebook::select_for_run(expected.rule);
        session.stop_when_found = true;
        session.repeatable = true;
        return session;
    }

    /// Without actors, who take another course in each run.
    void alone(const Expectation& expected, const SubjectEntry& subject) {
        SessionOptions session = session_for(expected);
        session.schedules.wanted = Schedules::Wanted::natural;
        SubjectEntry actorless = subject;
        actorless.facts.capabilities =
            actorless.facts.capabilities.without(Capability::wake_from_foreign_thread);
        take(expected, judge_subject(actorless, session), false);
    }

    void under_control(const Expectation& expected, const SubjectEntry& subject) {
        report::SubjectResult result;
        for (const char* const schedules : {"exhaustive:2", "random"}) {
            SessionOptions session = session_for(expected);
            session.schedules = *parse_schedules(schedules);
            session.natural_too = false;
            session.budget.cases = cases_under_control;
            result = judge_subject(subject, session);
            if (failure_in(result) != nullptr) {
                break;
            }
        }
        take(expected, result, true);
    }

    [[nodiscard]] static const report::RuleResult* failure_in(const report::SubjectResult& result) {
        const auto found =
            std::find_if(result.rules.begin(), result.rules.end(),
                         [](const report::RuleResult& one) { return one.failure.has_value(); });
        return found == result.rules.end() ? nullptr : &*found;
    }

    void take(const Expectation& expected, const report::SubjectResult& result, bool controlled) {
        const report::RuleResult* const found = failure_in(result);
        if (found == nullptr) {
            fmt::print("{:<28} {:<8} {}\n", expected.name, expected.rule,
                       controlled ? "does not show under control" : "shows with actors only");
            return;
        }
        sizes_.push_back(size_of(found->failure->scenario));
        const Size& size = sizes_.back();
        fmt::print("{:<28} {:<8} {} tasks, {} actors, {} steps{}\n", expected.name, expected.rule, size.tasks,
                   size.actors, size.steps, controlled ? ", under control" : "");
        std::fflush(stdout);
        if (!done_.insert(expected.rule).second) {
            return;
        }
        const std::string page = without_incidentals(report::failure_page(
            *found->failure, found->verdict, rulebook::find(rulebook::rulebook(), expected.rule), page_));
        if (const auto problem =
                compare_page(options_, expected.rule, controlled ? without_token(page) : page)) {
            fault(*problem);
        }
    }

    void check_leftovers() {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(options_.pages, error)) {
            if (!done_.contains(entry.path().stem().string())) {
                fault(entry.path().string() + ": no specimen gives this page any more; remove it");
            }
        }
        for (const rulebook::Rule& rule : rulebook::rulebook()) {
            if (rule.is_tested() && !done_.contains(rule.id) && rule.id != never_the_same) {
                fault(fmt::format("{}: no specimen gives a page for it", rule.id));
            }
        }
    }

    int summary() {
        if (sizes_.empty()) {
            fault("no specimen is repeatable");
            return report::exit_codes::violation;
        }
        const std::size_t tasks = median_of(sizes_, &Size::tasks);
        const std::size_t actors = median_of(sizes_, &Size::actors);
        const std::size_t steps = median_of(sizes_, &Size::steps);
        if (options_.only == "*" && (tasks > 2 || actors > 1 || steps > 6)) {
            fault("the median counterexample is larger than 2 tasks, 1 actor and 6 steps");
        }
        fmt::print(
            "{} specimens, {} pages; median counterexample: {} tasks, {} actors, {} steps; {} faults\n",
            sizes_.size(), done_.size(), tasks, actors, steps, faults_);
        return faults_ == 0 ? report::exit_codes::conformant : report::exit_codes::violation;
    }

    void fault(const std::string& text) {
        fmt::print("{}\n", text);
        ++faults_;
    }

    static constexpr std::uint64_t cases_under_control = 3000;
    /// Counts polls while nothing is to be done: no two runs are equal, and a controlled one has no time.
    static constexpr std::string_view never_the_same = "EXEC-25";

    const SelftestOptions& options_;
    const Budget& budget_;
    const Catalog& catalog_;
    report::PageOptions page_;
    std::vector<Size> sizes_;
    std::set<std::string> done_;
    std::size_t faults_ = 0;
};

SessionOptions session_of(const Expectation& expected, const SelftestOptions& options,
                          const Schedules& schedules, const Budget& budget) {
    SessionOptions session;
    // A specimen may be so broken that no adapter of it would be sound.
    session.schedules = schedules;
    session.natural_too = schedules.wanted != Schedules::Wanted::explored;
    session.examine_adapter = expected.rule.empty();
    session.shrink = false;  // the verdict counts here, not how small its scenario is
    session.budget = budget;
    session.budget.cases = options.cases != 0 ? options.cases : session.budget.cases;
    session.rules = rulebook::select_for_run("*");
    if (options.own_rule && !expected.rule.empty()) {
        session.rules = rulebook::select_for_run(expected.rule);
        session.stop_when_found = true;
    }
    return session;
}

/// One hash of the tool and of all workers.
std::uint64_t digest_of_build(const Catalog& catalog) {
    std::set<std::string> files{"/proc/self/exe"};
    for (const SubjectEntry& one : catalog.subjects) {
        files.insert({one.worker, one.tsan_worker, one.controlled_worker});
    }
    std::uint64_t digest = 0;
    for (const std::string& file : files) {
        digest = digest * 31 + (file.empty() ? 0 : digest_of(file));
    }
    return digest;
}

std::string text_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Sessions until each subject has had its seeds or the time is over, and what they found. What they have had
/// is in a file, so that the next call goes on.
class Seeds {
public:
    Seeds(const SelftestOptions& options, const Budget& budget, const Schedules& schedules,
          const Catalog& catalog, const std::vector<Expectation>& expectations)
        : options_(options),
          budget_(budget),
          schedules_(schedules),
          catalog_(catalog),
          expectations_(expectations),
          state_(digest_of_build(catalog), names_of(expectations), options.seeds),
          tallies_(expectations.size()) {}

    int run(double seconds) {
        if (std::filesystem::exists(options_.state)) {
            const auto resumed = state_.resume(text_of(options_.state));
            if (!resumed) {
                fmt::print(stderr, "wakelaw: {}:{}\n", options_.state, resumed.error());
                return report::exit_codes::usage;
            }
            fmt::print("{}: {}\n", options_.state,
                       *resumed ? "goes on" : "of another build; begins with the first seed");
        }
        end_ = std::chrono::steady_clock::now() +
               std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                   std::chrono::duration<double>(seconds));
        std::vector<std::thread> threads;
        for (unsigned i = 1; i < options_.jobs; ++i) {
            threads.emplace_back([this] { work(); });
        }
        work();
        for (std::thread& one : threads) {
            one.join();
        }
        return summary();
    }

private:
    static std::vector<std::string> names_of(const std::vector<Expectation>& expectations) {
        std::vector<std::string> names;
        for (const Expectation& one : expectations) {
            names.push_back(one.name);
        }
        return names;
    }

    void work() {
        for (;;) {
            std::unique_lock lock(mutex_);
            // At least one session each time, however short the time is.
            if (any_begun_ && std::chrono::steady_clock::now() >= end_) {
                return;
            }
            const auto session = state_.begin();
            if (!session) {
                return;
            }
            any_begun_ = true;
            lock.unlock();
            const std::size_t which = index_of(session->name);
            const report::SubjectResult result = judged(expectations_[which], session->seed);
            lock.lock();
            Tally& tally = tallies_[which];
            const std::size_t faults = tally.faults.size();
            judge(expectations_[which], result, options_, schedules_, tally);
            for (std::size_t i = faults; i < tally.faults.size(); ++i) {
                fmt::print("{}\n", tally.faults[i]);
            }
            std::fflush(stdout);
            state_.end(*session, tally.faults.size() != faults);
            unwritten_ = !written();
        }
    }

    [[nodiscard]] std::size_t index_of(const std::string& name) const {
        const auto found = std::find_if(expectations_.begin(), expectations_.end(),
                                        [&](const Expectation& one) { return one.name == name; });
        return static_cast<std::size_t>(found - expectations_.begin());
    }

    [[nodiscard]] report::SubjectResult judged(const Expectation& expected, std::uint64_t seed) const {
        const auto subject = std::find_if(catalog_.subjects.begin(), catalog_.subjects.end(),
                                          [&](const SubjectEntry& one) { return one.name == expected.name; });
        if (subject == catalog_.subjects.end()) {
            report::SubjectResult result;
            result.trouble = "there is no such subject; build its worker";
            return result;
        }
        SessionOptions session = session_of(expected, options_, schedules_, budget_);
        session.seed = options_.first_seed + seed;
        return judge_subject(*subject, session);
    }

    /// The file is there in whole at each moment: an end in between costs at most the sessions under way.
    [[nodiscard]] bool written() const {
        const std::string anew = options_.state + ".new";
        std::ofstream out(anew, std::ios::binary);
        out << state_.text();
        out.close();
        std::error_code error;
        if (out) {
            std::filesystem::rename(anew, options_.state, error);
        }
        return out && !error;
    }

    [[nodiscard]] int summary() const {
        std::uint64_t fewest = options_.seeds;
        std::uint64_t sessions = 0;
        std::size_t faults = 0;
        for (std::size_t i = 0; i < expectations_.size(); ++i) {
            const std::uint64_t had = state_.had(expectations_[i].name);
            fewest = std::min(fewest, had);
            sessions += tallies_[i].sessions;
            faults += tallies_[i].faults.size();
            fmt::print("{:<28} {:>5} of {} seeds, {} of them now{}\n", expectations_[i].name, had,
                       options_.seeds, tallies_[i].sessions, tallies_[i].faults.empty() ? "" : "  <-- FAULT");
        }
        fmt::print("{} subjects, {} sessions now, at least {} of {} seeds each: {} faults\n",
                   expectations_.size(), sessions, fewest, options_.seeds, faults);
        if (unwritten_) {
            fmt::print(stderr, "wakelaw: {}: cannot be written\n", options_.state);
        }
        return faults != 0  ? report::exit_codes::violation
               : unwritten_ ? report::exit_codes::unwritten_report
                            : report::exit_codes::conformant;
    }

    const SelftestOptions& options_;
    const Budget& budget_;
    const Schedules& schedules_;
    const Catalog& catalog_;
    const std::vector<Expectation>& expectations_;
    SeedState state_;
    std::vector<Tally> tallies_;
    std::mutex mutex_;
    std::chrono::steady_clock::time_point end_;
    bool any_begun_ = false;
    bool unwritten_ = false;
};

/// What these sessions say about the suite's power, of specimens that it is meant to find.
std::vector<rulebook::Power> measured(const std::vector<Expectation>& expectations,
                                      const std::vector<Tally>& tallies, const Catalog& catalog,
                                      const SelftestOptions& options, std::uint64_t cases) {
    std::vector<rulebook::Power> out;
    for (std::size_t i = 0; i < expectations.size(); ++i) {
        const Expectation& expected = expectations[i];
        const auto subject = std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                                          [&](const SubjectEntry& one) { return one.name == expected.name; });
        if (expected.rule.empty() || !expected.gap.empty() || subject == catalog.subjects.end()) {
            continue;
        }
        rulebook::Power one;
        one.specimen = expected.name;
        one.rule = expected.rule;
        one.vocabulary = subject->facts.driving == Driving::none;
        one.schedules = options.schedules + (options.weak_memory ? " weak" : "");
        one.cases = cases;
        one.seeds = tallies[i].sessions;
        one.found = tallies[i].killed;
        out.push_back(std::move(one));
    }
    return out;
}

/// Takes what was measured into the file. \return whether that was possible.
bool keep_power(const std::string& file, const std::vector<rulebook::Power>& anew) {
    try {
        const auto all = rulebook::merge_power(rulebook::read_power(file, text_of(file)), anew);
        std::ofstream out(file, std::ios::binary);
        out << rulebook::write_power(all);
        out.flush();
        if (!out) {
            fmt::print(stderr, "wakelaw: {}: cannot be written\n", file);
            return false;
        }
    } catch (const std::runtime_error& error) {
        fmt::print(stderr, "wakelaw: {}\n", error.what());
        return false;
    }
    return true;
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
               (options.found_under_control && !one.depends_on_schedule());
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
        return Pages(options, *budget, catalog).check(expectations);
    }
    if (!options.state.empty()) {
        const std::optional<Budget> time = read_budget(options.time);
        if (!time || time->name == "quick") {
            fmt::print(stderr, "wakelaw: --time {}: use a time such as 90s, 10m\n", options.time);
            return report::exit_codes::usage;
        }
        return Seeds(options, *budget, schedules, catalog, expectations).run(time->seconds);
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
                SessionOptions session = session_of(expected, options, schedules, *budget);
                session.seed = options.first_seed + index % options.seeds;
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
    const std::uint64_t cases = options.cases != 0 ? options.cases : budget->cases;
    if (!options.power.empty() &&
        !keep_power(options.power, measured(expectations, tallies, catalog, options, cases))) {
        return report::exit_codes::unwritten_report;
    }
    return faults == 0 ? report::exit_codes::conformant : report::exit_codes::violation;
}

}  // namespace wakelaw::conformance::cli
