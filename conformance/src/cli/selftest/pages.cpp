// SPDX-License-Identifier: MIT
#include "cli/selftest/pages.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "cli/read_text.hpp"
#include "laws/judge.hpp"
#include "report/exit_code.hpp"
#include "report/failure_page.hpp"
#include "report/trace_file.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/text.hpp"

namespace wakelaw::conformance::cli {

namespace {

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
    if (sizes.empty()) {
        return 0;
    }
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
    if (read_text(path.string()) == page) {
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
            const SubjectEntry* const subject = find_subject(catalog_, expected.name);
            if (subject != nullptr && is_repeatable(expected, *subject)) {
                alone(expected, *subject);
            }
        }
        // What shows with a second thread only takes another course in each run, but for a controlled one.
        for (const Expectation& expected : expectations) {
            const SubjectEntry* const subject = find_subject(catalog_, expected.name);
            if (options_.pages_under_control && subject != nullptr && !subject->controlled_worker.empty() &&
                !expected.rule.empty() && expected.gap.empty() &&
                (expected.found_under_control() || !done_.contains(expected.rule))) {
                under_control(expected, *subject);
            }
        }
        for (const Expectation& expected : expectations) {
            recorded(expected);
        }
        if (options_.only == "*" && options_.pages_under_control) {
            check_leftovers();
        }
        return summary();
    }

private:
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
        compare(*found->failure, page_, controlled);
    }

    /// What takes another course in each run, under control too, is shown by a run that was recorded:
    /// RULE.jsonl beside the page, written by `wakelaw run --trace`.
    void recorded(const Expectation& expected) {
        const std::filesystem::path path = std::filesystem::path(options_.pages) / (expected.rule + ".jsonl");
        if (done_.contains(expected.rule) || !std::filesystem::exists(path)) {
            return;
        }
        done_.insert(expected.rule);
        std::ifstream file(path, std::ios::binary);
        const auto traces = report::read_traces(file);
        if (!traces) {
            fault(fmt::format("{}:{}: {}", path.string(), traces.error().line, traces.error().message));
            return;
        }
        for (const report::NamedTrace& one : *traces) {
            for (const laws::Finding& finding : laws::judge_trace(one.trace).findings) {
                if (one.subject == expected.name && finding.rule == expected.rule) {
                    report::PageOptions without_scenario = page_;
                    without_scenario.scenario_text = nullptr;
                    compare(report::failure_of(finding, one.trace), without_scenario, false);
                    return;
                }
            }
        }
        fault(fmt::format(
            "{}: no trace of {} in it breaks {}; record one with: wakelaw run {} --no-doctor --rule {} "
            "--schedules natural --trace {}",
            path.string(), expected.name, expected.rule, expected.name, expected.rule, path.string()));
    }

    void compare(const report::Failure& failure, const report::PageOptions& options, bool controlled) {
        const std::string page = without_incidentals(
            report::failure_page(failure, report::verdict_of(failure.manner),
                                 rulebook::find(rulebook::rulebook(), failure.rule), options));
        if (const auto problem =
                compare_page(options_, failure.rule, controlled ? without_token(page) : page)) {
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
            if (rule.is_tested() && !done_.contains(rule.id)) {
                fault(fmt::format("{}: no specimen gives a page for it", rule.id));
            }
        }
    }

    int summary() {
        if (done_.empty()) {
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

    const SelftestOptions& options_;
    const Budget& budget_;
    const Catalog& catalog_;
    report::PageOptions page_;
    std::vector<Size> sizes_;
    std::set<std::string> done_;
    std::size_t faults_ = 0;
};

}  // namespace

int check_pages(const SelftestOptions& options, const Budget& budget, const Catalog& catalog,
                const std::vector<Expectation>& expectations) {
    return Pages(options, budget, catalog).check(expectations);
}

}  // namespace wakelaw::conformance::cli
