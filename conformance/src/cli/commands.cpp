// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

#include <fnmatch.h>
#include <sys/personality.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "cli/read_text.hpp"
#include "laws/judge.hpp"
#include "laws/law.hpp"
#include "report/console.hpp"
#include "report/exit_code.hpp"
#include "report/failure_page.hpp"
#include "report/jsonl.hpp"
#include "report/junit.hpp"
#include "report/known_findings.hpp"
#include "report/matrix.hpp"
#include "report/progress.hpp"
#include "report/trace_file.hpp"
#include "report/waivers.hpp"
#include "report/words.hpp"
#include "report/write_file.hpp"
#include "rulebook/explain.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/binary.hpp"
#include "scenario/text.hpp"
#include "scenario/token.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/doctor.hpp"
#include "supervisor/exploration_process.hpp"
#include "supervisor/session.hpp"

namespace wakelaw::conformance::cli {

namespace {

namespace fs = std::filesystem;
namespace codes = report::exit_codes;

std::atomic<bool> interrupted{false};

int usage(const std::string& line) {
    fmt::print(stderr, "wakelaw: {}\n", line);
    return codes::usage;
}

/// The folders beside the tool: of the build tree, and of an installation.
std::vector<std::string> default_places() {
    if (const char* named = std::getenv("WAKELAW_SUBJECTS")) {
        std::vector<std::string> result;
        std::stringstream parts(named);
        for (std::string part; std::getline(parts, part, ':');) {
            if (!part.empty()) {
                result.push_back(part);
            }
        }
        return result;
    }
    std::error_code error;
    const fs::path tool = fs::read_symlink("/proc/self/exe", error).parent_path();
    std::vector<std::string> result;
    for (const fs::path& place : {tool / "../subjects", tool / "../lib/wakelaw/subjects"}) {
        if (fs::is_directory(place, error)) {
            result.push_back(place.lexically_normal().string());
        }
    }
    return result;
}

Catalog catalog_of(const Places& places, std::vector<std::string> more = {}) {
    std::vector<std::string> all = places.subjects.empty() ? default_places() : places.subjects;
    all.insert(all.end(), more.begin(), more.end());
    return read_catalog(all);
}

std::string nearest(const std::string& wanted, const std::vector<SubjectEntry>& subjects) {
    std::string best;
    std::size_t best_distance = wanted.size() / 2 + 1;
    for (const SubjectEntry& one : subjects) {
        std::vector<std::size_t> row(one.name.size() + 1);
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = i;
        }
        for (std::size_t i = 1; i <= wanted.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j < row.size(); ++j) {
                const std::size_t above = row[j];
                row[j] = std::min(
                    {above + 1, row[j - 1] + 1, diagonal + (wanted[i - 1] == one.name[j - 1] ? 0U : 1U)});
                diagonal = above;
            }
        }
        if (row.back() < best_distance) {
            best_distance = row.back();
            best = one.name;
        }
    }
    return best;
}

struct Selection {
    std::vector<SubjectEntry> subjects;
    std::string error;
};

Selection select_subjects(const Places& places, const std::vector<std::string>& wanted) {
    Selection selection;
    std::vector<std::string> workers;
    for (const std::string& one : wanted) {
        if (one.find('/') != std::string::npos) {
            workers.push_back(one);
        }
    }
    const Catalog catalog = catalog_of(places, workers);
    for (const std::string& one : wanted) {
        const std::size_t before = selection.subjects.size();
        std::error_code error;
        for (const SubjectEntry& entry : catalog.subjects) {
            const bool by_path =
                one.find('/') != std::string::npos && fs::equivalent(entry.worker, one, error);
            if (by_path || fnmatch(one.c_str(), entry.name.c_str(), 0) == 0) {
                selection.subjects.push_back(entry);
            }
        }
        if (selection.subjects.size() != before) {
            continue;
        }
        if (one.find('/') != std::string::npos) {
            const auto problem =
                std::find_if(catalog.problems.begin(), catalog.problems.end(),
                             [&](const std::string& line) { return line.starts_with(one + ": "); });
            const std::string what =
                problem != catalog.problems.end() ? *problem : one + ": no subject in it";
            if (!fs::is_regular_file(one, error)) {
                selection.error = what;
                return selection;
            }
            // Whoever names a file is owed a verdict on it, and the next subject is judged.
            selection.subjects.push_back(broken_file(one, what.substr(one.size() + 2)));
            continue;
        }
        const std::string close = nearest(one, catalog.subjects);
        selection.error = fmt::format("there is no subject '{}'{}; `wakelaw list` shows all {}", one,
                                      close.empty() ? "" : fmt::format(", did you mean '{}'?", close),
                                      catalog.subjects.size());
        return selection;
    }
    return selection;
}

struct NamedBudget {
    std::string_view name;
    double seconds;
    std::uint64_t cases;
};
constexpr NamedBudget budgets[] = {{"quick", 10, 20'000}, {"ci", 60, 400'000}, {"night", 1200, 100'000'000}};

std::optional<Budget> budget_from(const std::string& text) {
    for (const NamedBudget& one : budgets) {
        if (text == one.name) {
            return Budget{text, one.seconds, one.cases};
        }
    }
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view unit(stop, static_cast<std::size_t>(text.data() + text.size() - stop));
    const double factor = unit == "ms" ? 0.001 : unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    const double seconds = value * factor;
    if (error != std::errc() || !(seconds > 0) || seconds > 86'400) {
        return std::nullopt;
    }
    return Budget{text, seconds, ~std::uint64_t{0} / 4};
}

report::PageOptions page_options(bool colour) {
    report::PageOptions options;
    options.colour = colour;
    options.scenario_text = [](const scenario::Scenario& one) { return scenario::to_text(one); };
    return options;
}

std::string flavours_of(const SubjectEntry& subject) {
    return std::string("plain") + (subject.tsan_worker.empty() ? "" : ", ThreadSanitizer") +
           (subject.controlled_worker.empty() ? "" : ", controlled");
}

void list_subjects(const Catalog& catalog) {
    fmt::print("subjects:\n");
    for (const SubjectEntry& one : catalog.subjects) {
        fmt::print("  {:<34} {:<9} {}\n", one.name, to_string(one.facts.driving), flavours_of(one));
    }
    if (catalog.subjects.empty()) {
        fmt::print(
            "  none found; build some with wakelaw_add_subject, or name their folder with --subjects\n");
    }
}

nlohmann::json as_json(const SubjectEntry& one) {
    nlohmann::json capabilities = nlohmann::json::array();
    for (int i = 0; i < capability_count; ++i) {
        if (one.facts.capabilities.has(static_cast<Capability>(i))) {
            capabilities.push_back(to_string(static_cast<Capability>(i)));
        }
    }
    nlohmann::json contract = nlohmann::json::array();
    for (int i = 0; i < contract_count; ++i) {
        if (one.facts.contract.has(static_cast<Contract>(i))) {
            contract.push_back(to_string(static_cast<Contract>(i)));
        }
    }
    return {{"name", one.name},
            {"driving", to_string(one.facts.driving)},
            {"capabilities", capabilities},
            {"version", one.version},
            {"contract", contract},
            {"worker", one.worker},
            {"tsan_worker", one.tsan_worker},
            {"controlled_worker", one.controlled_worker}};
}

/// One subject after the other, or several at a time; results keep the order of the subjects.
class Runner {
public:
    Runner(const RunOptions& options, std::vector<SubjectEntry> subjects, SessionOptions session,
           std::vector<report::Waiver> waivers)
        : options_(options),
          subjects_(std::move(subjects)),
          session_(std::move(session)),
          waivers_(std::move(waivers)),
          progress_(std::cerr, options.terminal && options.jobs == 1) {
        result_.version = WAKELAW_VERSION;
        result_.seed = session_.seed;
        result_.budget = session_.budget.name;
        result_.subjects.resize(subjects_.size());
        done_.resize(subjects_.size());
    }

    report::RunResult run() {
        std::vector<std::thread> threads;
        for (unsigned i = 1; i < std::min<std::size_t>(options_.jobs, subjects_.size()); ++i) {
            threads.emplace_back([this] { work(); });
        }
        work();
        for (std::thread& one : threads) {
            one.join();
        }
        return std::move(result_);
    }

private:
    void work() {
        while (true) {
            const std::size_t index = next_.fetch_add(1);
            if (index >= subjects_.size()) {
                return;
            }
            const bool alone = options_.jobs == 1;
            SessionOptions session = session_;
            if (alone) {
                progress_.begin(subjects_[index].name, session.budget.seconds);
                session.progress = [this](std::uint64_t runs, double seconds, std::uint64_t findings) {
                    progress_.update(runs, seconds, findings);
                };
            }
            report::SubjectResult result = judge_subject(subjects_[index], session);
            const std::vector<std::string> needless = report::waive(result, waivers_);
            const std::lock_guard lock(mutex_);
            if (alone) {
                progress_.end();
            }
            for (const std::string& line : needless) {
                fmt::print(stderr, "wakelaw: {}: {}\n", options_.waivers, line);
            }
            result_.subjects[index] = std::move(result);
            done_[index] = true;
            for (; printed_ < done_.size() && done_[printed_]; ++printed_) {
                if (options_.quiet) {
                    continue;
                }
                fmt::print("{}", report::subject_report(result_.subjects[printed_], rulebook::rulebook(),
                                                        page_options(options_.colour)));
                std::fflush(stdout);
            }
        }
    }

    const RunOptions& options_;
    std::vector<SubjectEntry> subjects_;
    SessionOptions session_;
    std::vector<report::Waiver> waivers_;
    report::Progress progress_;
    report::RunResult result_;
    std::vector<bool> done_;
    std::size_t printed_ = 0;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
};

/// Why the schedule cannot be replayed by the worker that is there; empty: it can.
std::string other_build(const SubjectEntry& subject, const scenario::ReplaySchedule& schedule) {
    if (subject.controlled_worker.empty()) {
        return fmt::format("the token asks for the controlled worker of {}, which is not there; build it",
                           subject.name);
    }
    if (digest_of(subject.controlled_worker) != schedule.digest) {
        return fmt::format(
            "the token was made by another build of {}, in which its schedule means something else; build "
            "that one "
            "again, or search anew with: wakelaw run {}",
            subject.controlled_worker, subject.name);
    }
    return "";
}

std::string to_hex(const std::vector<std::uint8_t>& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

/// Becomes the worker, which runs the one schedule. Returns only where that is impossible.
int debug(const SubjectEntry& subject, const scenario::Replay& token) {
    std::vector<std::uint8_t> scenario;
    scenario::encode(token.scenario, scenario);
    std::vector<std::string> words{subject.controlled_worker, "--debug",
                                   std::to_string(subject.controlled_index), to_hex(scenario),
                                   to_hex(token.schedule->choices)};
    if (words.back().empty()) {
        words.back() = "default";
    }
    const scenario::Liberties& liberties = token.schedule->liberties;
    if (liberties.weak_memory) {
        words.emplace_back("weak");
    }
    if (liberties.spurious != 0) {
        words.push_back(fmt::format("spurious:{}", liberties.spurious));
    }
    fmt::print("gdb --args {}\n", fmt::join(words, " "));
    std::fflush(stdout);
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    personality(ADDR_NO_RANDOMIZE);
    execv(arguments.front(), arguments.data());
    return usage(fmt::format("{}: cannot be started", subject.controlled_worker));
}

/// Writes a report; what goes wrong costs neither the verdicts nor their exit code.
bool write_report(const std::string& path, const std::string& content) {
    if (path.empty()) {
        return true;
    }
    if (const std::optional<std::string> error = report::write_file(path, content)) {
        fmt::print(stderr, "wakelaw: {}\n", *error);
        return false;
    }
    return true;
}

}  // namespace

int list(const ListOptions& options) {
    const Catalog catalog = options.subjects ? catalog_of(options.places) : Catalog{};
    if (options.format == "json") {
        nlohmann::json result = nlohmann::json::object();
        if (options.subjects) {
            result["subjects"] = nlohmann::json::array();
            for (const SubjectEntry& one : catalog.subjects) {
                result["subjects"].push_back(as_json(one));
            }
        }
        if (options.rules) {
            result["rules"] = nlohmann::json::array();
            for (const rulebook::Rule& rule : rulebook::rulebook()) {
                result["rules"].push_back({{"id", rule.id},
                                           {"level", rule.level},
                                           {"title", rule.title},
                                           {"tested", rule.is_tested()}});
                if (!rule.is_tested()) {
                    result["rules"].back()["untested"] = rule.untested;
                }
            }
        }
        fmt::print("{}\n", result.dump(2));
    } else {
        if (options.subjects) {
            list_subjects(catalog);
        }
        if (options.rules) {
            fmt::print("{}rules:\n", options.subjects ? "\n" : "");
            for (const rulebook::Rule& rule : rulebook::rulebook()) {
                fmt::print("  {:<8} {:<6} {}{}\n", rule.id, rule.level, rule.title,
                           rule.is_tested() ? "" : " (not tested)");
            }
        }
    }
    for (const std::string& problem : catalog.problems) {
        fmt::print(stderr, "wakelaw: {}\n", problem);
    }
    return codes::conformant;
}

namespace {

/// Judges what the options select; or the exit code that says why nothing was judged.
tl::expected<report::RunResult, int> judge(const RunOptions& options) {
    SessionOptions session;
    const std::optional<Budget> budget = budget_from(options.budget);
    if (!budget) {
        return tl::make_unexpected(
            usage(fmt::format("--budget {}: no budget; use quick, ci, night or a time such as 500ms, 20s, 5m",
                              options.budget)));
    }
    session.budget = *budget;
    session.budget.cases = options.cases.value_or(session.budget.cases);
    session.seed = options.seed;
    session.stop_when_found = options.stop_when_found;
    session.examine_adapter = options.examine_adapter;
    session.interrupted = &interrupted;
    session.rules = rulebook::select_for_run(options.rules);
    if (session.rules.empty()) {
        fmt::print(stderr, "wakelaw: --rule '{}' selects no rule; `wakelaw list --rules` shows all {}\n",
                   options.rules, rulebook::rulebook().size());
        return tl::make_unexpected(codes::nothing_selected);
    }
    if (!options.scenario.empty()) {
        const std::optional<std::string> text = read_text(options.scenario);
        if (!text) {
            return tl::make_unexpected(
                usage(fmt::format("{}: cannot be read; name a scenario file", options.scenario)));
        }
        const auto parsed = scenario::parse_text(*text);
        if (!parsed) {
            return tl::make_unexpected(usage(
                fmt::format("{}:{}: {}", options.scenario, parsed.error().line, parsed.error().message)));
        }
        session.only = *parsed;
        session.budget.cases = options.cases.value_or(1000);
    }
    if (!options.schedules.empty()) {
        const auto schedules = parse_schedules(options.schedules);
        if (!schedules) {
            return tl::make_unexpected(usage(schedules.error()));
        }
        session.schedules = *schedules;
    }
    session.schedules.liberties = options.liberties;
    if (const std::string why = misfit(session.schedules); !why.empty()) {
        return tl::make_unexpected(usage(why));
    }
    Selection selection = select_subjects(options.places, options.subjects);
    if (!selection.error.empty()) {
        return tl::make_unexpected(usage(selection.error));
    }
    std::vector<report::Waiver> waivers;
    if (!options.waivers.empty()) {
        auto read = report::read_waivers(options.waivers, rulebook::rulebook());
        if (!read) {
            return tl::make_unexpected(usage(read.error()));
        }
        waivers = std::move(*read);
    }
    std::signal(SIGINT, [](int) { interrupted = true; });
    std::signal(SIGTERM, [](int) { interrupted = true; });

    return Runner(options, std::move(selection.subjects), std::move(session), std::move(waivers)).run();
}

}  // namespace

int run(const RunOptions& options) {
    const tl::expected<report::RunResult, int> judged = judge(options);
    if (!judged) {
        return judged.error();
    }
    const report::RunResult& result = *judged;
    fmt::print("{}\n", report::closing_line(result));
    std::fflush(stdout);

    const int code = report::exit_code(result);
    const auto text = [](const scenario::Scenario& one) { return scenario::to_text(one); };
    const bool recorded =
        options.jsonl.empty() || write_report(options.jsonl, report::to_jsonl(result, text));
    const bool junit =
        options.junit.empty() ||
        write_report(options.junit, report::junit(result, rulebook::rulebook(), page_options(false)));
    std::string traces;
    for (const report::SubjectResult& subject : result.subjects) {
        for (const report::RuleResult& rule : subject.rules) {
            if (rule.failure && !options.trace.empty()) {
                traces += report::to_trace_lines({subject.subject, rule.failure->trace});
            }
        }
    }
    const bool traced = traces.empty() || write_report(options.trace, traces);
    if (traces.empty() && !options.trace.empty()) {
        fmt::print(stderr, "wakelaw: nothing failed, so there is no trace to write to {}\n", options.trace);
    }
    return code == codes::conformant && !(recorded && junit && traced) ? codes::unwritten_report : code;
}

int doctor(const DoctorOptions& options) {
    const Selection selection = select_subjects(options.places, options.subjects);
    if (!selection.error.empty()) {
        return usage(selection.error);
    }
    int code = codes::conformant;
    for (const SubjectEntry& subject : selection.subjects) {
        const Examination examination = examine(subject);
        fmt::print(
            "{}{}{}{}\n", subject.name, subject.version.empty() ? "" : " ", report::harmless(subject.version),
            subject.faults.empty() ? fmt::format(", driven in the style {}", to_string(subject.facts.driving))
                                   : "");
        for (const DoctorCheck& one : examination.checks) {
            fmt::print("  {:<6} {}{}{}\n", one.sound ? "ok" : "FAULT", one.name, one.sound ? "" : ": ",
                       report::harmless(one.what));
        }
        if (!examination.output.empty()) {
            fmt::print("  the end of what it printed:\n{}\n", report::harmless(examination.output));
        }
        fmt::print("{}: {}\n", subject.name,
                   examination.sound() ? "a sound adapter; `wakelaw run` judges the rules"
                                       : "BAD_ADAPTER; no rule is judged before this is mended");
        std::fflush(stdout);
        code = examination.sound() ? code : codes::bad_adapter;
    }
    return code;
}

namespace {

/// Of all that is found those that are somebody's executors: not what the suite tests itself with.
std::vector<std::string> subjects_of_others(const Places& places) {
    std::vector<std::string> names;
    for (const SubjectEntry& one : catalog_of(places).subjects) {
        if (!fs::path(one.worker).filename().string().starts_with("specimens")) {
            names.push_back(one.name);
        }
    }
    return names;
}

}  // namespace

int matrix(const MatrixOptions& options) {
    std::vector<report::KnownFinding> known;
    if (!options.known.empty()) {
        auto read = report::read_known_findings(options.known);
        if (!read) {
            return usage(read.error());
        }
        known = std::move(*read);
    }
    report::RunResult all;
    all.version = WAKELAW_VERSION;
    RunOptions to_run = options.run;
    to_run.subjects.clear();
    to_run.quiet = true;
    const std::vector<std::string> wanted =
        options.run.subjects.empty() ? subjects_of_others(options.run.places) : options.run.subjects;
    if (wanted.empty()) {
        return usage(
            "there is no subject; build some with wakelaw_add_subject, or name their folder with --subjects");
    }
    for (const std::string& one : wanted) {
        if (!one.ends_with(".jsonl")) {
            to_run.subjects.push_back(one);
            continue;
        }
        report::ReadRecord record = report::read_jsonl(one);
        if (!record.run) {
            return usage(record.error);
        }
        std::move(record.run->subjects.begin(), record.run->subjects.end(), std::back_inserter(all.subjects));
    }
    if (!to_run.subjects.empty()) {
        tl::expected<report::RunResult, int> judged = judge(to_run);
        if (!judged) {
            return judged.error();
        }
        std::move(judged->subjects.begin(), judged->subjects.end(), std::back_inserter(all.subjects));
    }
    const report::MatrixContext context{rulebook::rulebook(), std::move(known), page_options(false)};
    const std::string text =
        options.format == "json" ? report::matrix_json(all, context) : report::matrix_markdown(all, context);
    if (options.output.empty()) {
        fmt::print("{}", text);
    } else if (!write_report(options.output, text)) {
        return codes::unwritten_report;
    }
    return report::exit_code(all);
}

int replay(const ReplayOptions& options) {
    const auto parsed = scenario::parse_token(options.token);
    if (!parsed) {
        return usage(parsed.error());
    }
    const Selection selection = select_subjects(options.places, {parsed->subject});
    if (!selection.error.empty()) {
        return usage(selection.error);
    }
    const SubjectEntry& subject = selection.subjects.front();
    if (parsed->thread_sanitizer && subject.tsan_worker.empty()) {
        return usage(
            fmt::format("the token asks for the ThreadSanitizer worker of {}, which is not there; build it",
                        subject.name));
    }
    if (parsed->schedule) {
        if (const std::string error = other_build(subject, *parsed->schedule); !error.empty()) {
            return usage(error);
        }
    }
    if (options.debug) {
        return parsed->schedule
                   ? debug(subject, *parsed)
                   : usage("--debug: this token has no schedule; only those found under control have");
    }
    fmt::print("{}{}, scenario:\n{}\n", subject.name,
               parsed->schedule           ? " (controlled)"
               : parsed->thread_sanitizer ? " (ThreadSanitizer)"
                                          : "",
               scenario::to_text(parsed->scenario));
    std::fflush(stdout);
    const ReplayResult result =
        parsed->schedule
            ? conformance::replay(subject, parsed->scenario, *parsed->schedule)
            : conformance::replay(subject, parsed->scenario, parsed->thread_sanitizer, options.tries);
    if (!result.trouble.empty()) {
        fmt::print(stderr, "wakelaw: {}\n", result.trouble);
        return codes::bad_adapter;
    }
    const bool traced =
        options.trace.empty() ||
        write_report(options.trace, report::to_trace_lines({subject.name, result.last_trace}));
    if (result.failures.empty()) {
        fmt::print("no rule was broken in {} runs{}\n", result.runs,
                   parsed->rule.empty() ? "" : fmt::format("; the token was made for {}", parsed->rule));
        return codes::inconclusive;
    }
    for (const report::Failure& failure : result.failures) {
        const rulebook::Rule* rule = rulebook::find(rulebook::rulebook(), failure.rule);
        const report::Verdict verdict = report::verdict_of(failure.manner);
        fmt::print("{}\n", report::failure_page(failure, verdict, rule, page_options(options.colour)));
    }
    const bool only_warnings =
        std::all_of(result.failures.begin(), result.failures.end(),
                    [](const report::Failure& one) { return one.manner == laws::Manner::warning; });
    return !only_warnings ? codes::violation : traced ? codes::conformant : codes::unwritten_report;
}

int check_trace(const std::string& path, bool colour) {
    std::ifstream file(path, std::ios::binary);
    if (!file || fs::is_directory(path)) {
        return usage(fmt::format("{}: cannot be read; name a file of traces", path));
    }
    const auto read = report::read_traces(file);
    if (!read) {
        return usage(fmt::format("{}:{}: {}", path, read.error().line, read.error().message));
    }
    std::size_t violations = 0;
    std::size_t exercised = 0;
    std::size_t number = 0;
    for (const report::NamedTrace& one : *read) {
        const laws::Verdicts verdicts = laws::judge_trace(one.trace);
        exercised += verdicts.exercised.size();
        fmt::print("trace {} of {}, {}, {} events: {} rules put to the test{}\n", ++number, read->size(),
                   report::harmless(one.subject), report::with_commas(one.trace.events.size()),
                   verdicts.exercised.size(), verdicts.findings.empty() ? ", none broken" : "");
        for (const laws::Finding& finding : verdicts.findings) {
            const report::Failure failure = report::failure_of(finding, one.trace);
            const report::Verdict verdict = report::verdict_of(finding.manner);
            violations += report::is_violation(verdict) ? 1 : 0;
            report::PageOptions page;
            page.colour = colour;
            page.scenario_text = nullptr;
            fmt::print("{}\n",
                       report::failure_page(failure, verdict,
                                            rulebook::find(rulebook::rulebook(), failure.rule), page));
        }
    }
    return violations != 0 ? codes::violation : exercised == 0 ? codes::inconclusive : codes::conformant;
}

int explain(const std::string& rules, std::size_t width) {
    const std::vector<const rulebook::Rule*> selected = rulebook::select(rules);
    if (selected.empty()) {
        fmt::print(stderr, "wakelaw: there is no rule '{}'; `wakelaw list --rules` shows all {}\n", rules,
                   rulebook::rulebook().size());
        return codes::nothing_selected;
    }
    for (const rulebook::Rule* rule : selected) {
        fmt::print("{}\n", rulebook::explain(*rule, rulebook::power_of(rule->id), width));
    }
    return codes::conformant;
}

}  // namespace wakelaw::conformance::cli
