// SPDX-License-Identifier: MIT
#include "supervisor/session.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "laws/judge.hpp"
#include "laws/law.hpp"
#include "report/exit_code.hpp"
#include "report/words.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/generate.hpp"
#include "scenario/shrink.hpp"
#include "scenario/token.hpp"
#include "supervisor/applicability.hpp"
#include "supervisor/coverage.hpp"
#include "supervisor/doctor.hpp"
#include "supervisor/exploration_process.hpp"
#include "supervisor/phases.hpp"
#include "supervisor/source.hpp"

namespace wakelaw::conformance {

namespace {

using laws::Finding;
using laws::Judge;
using report::Failure;
using report::RuleResult;
using report::Verdict;
using scenario::Scenario;

constexpr std::uint32_t confirmations_wanted = 3;
constexpr std::uint32_t most_confirmation_runs = 200;
constexpr double confirmation_seconds = 1.0;
constexpr std::size_t most_shrink_tries = 600;
constexpr double shrink_seconds = 2.0;
constexpr double shrink_share = 0.2;  ///< of the budget, at most
constexpr double lane_seconds = 0.010;
constexpr std::size_t most_in_lane = 64;
constexpr double sanitizer_share = 0.3;
constexpr std::uint64_t shrinking_schedules = 2'000;  ///< of one candidate
constexpr std::uint64_t sanitizer_cases_divisor = 20;
constexpr std::string_view race_rule = "WAK-8";

class Clock {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// A schedule that the explorer chose.
struct FoundSchedule {
    Search search;
    std::uint64_t number = 0;  ///< in its scenario, from 0
    std::vector<std::uint8_t> choices;
};

/// What is known of one rule so far.
struct RuleState {
    const rulebook::Rule* rule = nullptr;
    bool judged = true;  ///< a law speaks of it, and it applies to the subject
    std::uint64_t exercised = 0;
    std::uint64_t exercised_by_sanitizer = 0;
    std::uint64_t exercised_under_control = 0;
    Coverage coverage;  ///< of the scenarios that put it to the test under control
    bool by_actors = false;  ///< some of these cases had actors, whose course differs from run to run
    std::optional<Failure> failure;
    std::map<std::string_view, std::uint64_t> broken_clauses;  ///< and how many cases broke each
    bool failure_explored = false;  ///< it was found under control
    bool harm = false;
    std::string explained_by;
};

class Session {
public:
    Session(const SubjectEntry& subject, const SessionOptions& options)
        : subject_(subject), options_(options) {
        for (const rulebook::Rule& rule : rulebook::rulebook()) {
            RuleState& state = states_[rule.id];
            state.rule = &rule;
            state.judged = rule.is_tested() && missing_need(rule, subject).empty();
        }
        for (std::size_t i = 0; i < laws::laws().size(); ++i) {
            law_states_.push_back(&states_[std::string(laws::laws()[i].rule)]);
        }
    }

    report::SubjectResult run() {
        result_.subject = subject_.name;
        result_.driving = subject_.facts.driving;
        result_.capabilities = subject_.facts.capabilities;
        result_.emulated = subject_.emulated;
        result_.seed = options_.seed;
        result_.budget = options_.budget.name;
        if (const std::string fault = fault_of_adapter(); !fault.empty()) {
            bad_adapter(fault);
        } else {
            try {
                explore();
                if (!over() && options_.natural_too) {
                    run_naturally();
                }
            } catch (const WorkerTrouble& trouble) {
                bad_adapter(trouble.what);
            }
        }
        result_.seconds = clock_.seconds();
        verdicts();
        return std::move(result_);
    }

private:
    /// Where the examination is not wanted: what the table itself tells.
    [[nodiscard]] std::string fault_of_adapter() const {
        if (options_.examine_adapter) {
            return conformance::examine(subject_).first_fault();
        }
        return subject_.faults.empty() ? "" : subject_.faults.front();
    }

    struct Suspect {
        Finding finding;
        Scenario scenario;
        trace::Trace trace;
        std::optional<FoundSchedule> schedule;
    };

    void run_naturally() {
        const double begin = clock_.seconds();
        const double rest = options_.budget.seconds - begin;
        const bool sanitized = !subject_.tsan_worker.empty() && wants_sanitizer(false);
        const std::uint64_t sanitized_cases =
            std::max<std::uint64_t>(options_.budget.cases / sanitizer_cases_divisor, 50);
        if (sanitized && wants_sanitizer(true)) {
            flavour(true, begin + rest * sanitizer_share, sanitized_cases);
            flavour(false, options_.budget.seconds, result_.cases + options_.budget.cases);
            return;
        }
        flavour(false, begin + rest * (sanitized ? 1 - sanitizer_share : 1), options_.budget.cases);
        if (sanitized && !over()) {
            flavour(true, options_.budget.seconds, result_.cases + sanitized_cases);
        }
    }

    [[nodiscard]] bool over() const {
        return !result_.trouble.empty() || found_enough() ||
               (options_.interrupted != nullptr && options_.interrupted->load());
    }

    [[nodiscard]] bool found_enough() const {
        const auto failed = [&](const rulebook::Rule* rule) {
            return states_.at(rule->id).failure.has_value();
        };
        const auto settled = [&](const rulebook::Rule* rule) {
            return failed(rule) || !states_.at(rule->id).judged;
        };
        // What another broken rule explains stays explained.
        const auto answered = [&](const rulebook::Rule* rule) {
            return failed(rule) || !states_.at(rule->id).explained_by.empty();
        };
        return options_.stop_when_found ? std::any_of(options_.rules.begin(), options_.rules.end(), answered)
                                        : std::all_of(options_.rules.begin(), options_.rules.end(), settled);
    }

    /// Whether ThreadSanitizer has something to say about one of the rules; `only`: each rests on it first of
    /// all.
    [[nodiscard]] bool wants_sanitizer(bool only) const {
        const auto rests_on_it = [&](const rulebook::Rule* rule) {
            return states_.at(rule->id).judged && rule->evidence == "sanitizer";
        };
        const auto has_use_of_it = [&](const rulebook::Rule* rule) {
            return rests_on_it(rule) ||
                   (states_.at(rule->id).judged &&
                    std::any_of(laws::laws().begin(), laws::laws().end(), [&](const laws::Law& law) {
                        return law.reads_races && law.rule == rule->id;
                    }));
        };
        return only ? std::all_of(options_.rules.begin(), options_.rules.end(), rests_on_it)
                    : std::any_of(options_.rules.begin(), options_.rules.end(), has_use_of_it);
    }

    void bad_adapter(const std::string& what) {
        result_.trouble = what;
        result_.overall = Verdict::bad_adapter;
    }

    /// Runs one flavour of the worker until `until` seconds after the begin or `most_cases` in all.
    void flavour(bool thread_sanitizer, double until, std::uint64_t most_cases) {
        trace::Facts facts = subject_.facts;
        facts.thread_sanitizer = thread_sanitizer;
        thread_sanitizer_ = thread_sanitizer;
        WorkerProcess worker(thread_sanitizer ? subject_.tsan_worker : subject_.worker,
                             thread_sanitizer ? subject_.tsan_index : subject_.index, facts);
        NaturalSource source(subject_, thread_sanitizer, options_.seed, options_.only);
        std::size_t lane_size = options_.repeatable ? most_in_lane : 8;
        std::uint64_t submitted = result_.cases;
        double lane_begin = clock_.seconds();
        while (true) {
            const bool more = !over() && clock_.seconds() < until && submitted < most_cases;
            if (more && worker.busy() < lane_count) {
                std::vector<Scenario> scenarios;
                for (std::size_t i = 0; i < lane_size && submitted < most_cases; ++i, ++submitted) {
                    scenarios.push_back(source.next());
                }
                // Actors act in one case after the other then, and need not be woken up anew for each.
                std::stable_partition(scenarios.begin(), scenarios.end(), scenario::has_actors);
                worker.submit(std::move(scenarios));
                continue;
            }
            if (worker.busy() == 0) {
                break;
            }
            take(worker.collect());
            const double now = clock_.seconds();
            if (!options_.repeatable) {
                lane_size = now - lane_begin < lane_seconds ? std::min(lane_size * 2, most_in_lane)
                                                            : std::max<std::size_t>(lane_size / 2, 1);
            }
            lane_begin = now;
            if (!suspects_.empty()) {
                while (worker.busy() != 0) {
                    take(worker.collect());
                }
                investigate(worker);
                lane_begin = clock_.seconds();
            }
            if (options_.progress) {
                options_.progress(result_.cases + result_.schedules, now, findings_);
            }
        }
    }

    void take(const std::vector<CaseResult>& results) {
        for (const CaseResult& one : results) {
            ++result_.cases;
            for (RuleState* state : take(one, std::nullopt)) {
                ++(thread_sanitizer_ ? state->exercised_by_sanitizer : state->exercised);
            }
        }
    }

    /// Judges one trace. \return the rules that it put to the test.
    std::set<RuleState*> take(const CaseResult& one, const std::optional<FoundSchedule>& schedule) {
        std::set<RuleState*> exercised;
        const Judge::Outcome& outcome = judge_.judge(one.trace);
        for (std::size_t i = 0; i < outcome.exercised.size(); ++i) {
            if (outcome.exercised[i]) {
                law_states_[i]->by_actors |= scenario::has_actors(one.scenario);
                exercised.insert(law_states_[i]);
            }
        }
        for (const Finding& finding : outcome.findings) {
            RuleState& state = states_[std::string(finding.rule)];
            if (state.judged && explanation(finding).empty()) {
                ++state.broken_clauses[finding.clause];
            }
            if (state.judged && !state.failure) {
                suspects_.push_back({finding, one.scenario, one.trace, schedule});
            }
        }
        if (outcome.findings.empty()) {
            note_unblamed(one, schedule);
        }
        return exercised;
    }

    // Under control
    // -----------------------------------------------------------------------------------------------------

    void explore() {
        const bool asked = options_.schedules.wanted == Schedules::Wanted::explored;
        if (options_.schedules.wanted == Schedules::Wanted::natural) {
            return;
        }
        if (subject_.controlled_worker.empty()) {
            if (asked) {
                bad_adapter(
                    "has no controlled worker, which --schedules asks for; build it with the flavour "
                    "controlled of "
                    "wakelaw_add_subject, or leave --schedules out");
            }
            return;
        }
        try {
            const std::string diverged = explore_with_patience();
            result_.control = what_was_explored() + diverged;
        } catch (const Uncontrolled& subject) {
            forget_what_was_explored(subject.why);
        } catch (const WorkerTrouble& trouble) {
            if (asked) {
                throw;
            }
            forget_what_was_explored(trouble.what);
        }
        replayer_.reset();
    }

    /// A subject that once does not repeat a schedule gets a new worker, and another seed: only one that does
    /// so again and again is beyond control. What it has repeated stands.
    /// \return what the report has to say of that; empty: it has repeated everything.
    std::string explore_with_patience() {
        constexpr std::uint64_t chances = 4;
        std::string diverged;
        for (std::uint64_t chance = 1;; ++chance) {
            try {
                ExplorationProcess explorer(subject_);
                std::map<Phase::Source, ControlledSource> sources;
                for (const Phase& phase : phases(options_)) {
                    ControlledSource& source =
                        sources.try_emplace(phase.source, subject_, options_.seed + chance - 1, options_.only)
                            .first->second;
                    explore(explorer, source, phase);
                }
                return diverged;
            } catch (const Uncontrolled& subject) {
                if (!subject.diverged || chance == chances) {
                    throw;
                }
                diverged = fmt::format("; begun anew {}, since {}",
                                       chance == 1 ? "once" : fmt::format("{} times", chance), subject.why);
            }
        }
    }

    void explore(ExplorationProcess& explorer, ControlledSource& source, const Phase& phase) {
        const std::uint64_t limit = result_.schedules + most_schedules(options_);
        const auto enough = [&] { return over() || clock_.seconds() >= phase.until; };
        for (std::size_t batch = 0; batch < phase.batches && !enough() && result_.schedules < limit;
             ++batch) {
            std::vector<Scenario> scenarios;
            while (scenarios.size() < phase.scenarios) {
                std::optional<Scenario> one = source.next(phase.size);
                if (!one) {
                    break;
                }
                scenarios.push_back(std::move(*one));
            }
            if (scenarios.empty()) {
                return;
            }
            std::vector<ScenarioCoverage> coverage(scenarios.size());
            std::vector<std::set<RuleState*>> exercised(scenarios.size());
            for (const Rung& rung : phase.rungs) {
                if (!enough() && result_.schedules < limit) {
                    // What is left is dealt out beforehand, so that the same seed gives the same schedules.
                    const std::uint64_t share = (limit - result_.schedules) / scenarios.size() + 1;
                    explore(explorer, scenarios, rung.search, std::min(rung.most_of_scenario, share), enough,
                            exercised);
                    for (std::size_t i = 0; i < scenarios.size(); ++i) {
                        coverage[i].add(rung.search, explorer.explored(i));
                    }
                }
            }
            for (std::size_t i = 0; i < scenarios.size(); ++i) {
                coverage_.add(coverage[i]);
                for (RuleState* const state : exercised[i]) {
                    state->coverage.add(coverage[i]);
                }
            }
        }
    }

    void explore(ExplorationProcess& explorer, const std::vector<Scenario>& scenarios, const Search& search,
                 std::uint64_t most_of_scenario, const std::function<bool()>& enough,
                 std::vector<std::set<RuleState*>>& exercised) {
        const std::uint64_t before = result_.schedules;
        explorer.begin(scenarios, search, options_.seed + before, most_of_scenario);
        while (explorer.under_way()) {
            for (ScheduledTrace& one : explorer.next()) {
                const std::set<RuleState*> rules =
                    take(one.result, FoundSchedule{search, one.schedule, std::move(one.choices)});
                for (RuleState* const state : rules) {
                    ++state->exercised_under_control;
                }
                exercised[one.scenario].insert(rules.begin(), rules.end());
            }
            result_.schedules = before + explorer.schedules();
            investigate([&](Suspect suspect) { return examine(std::move(suspect)); });
            if (enough()) {
                explorer.abandon();
            }
            if (options_.progress) {
                options_.progress(result_.cases + result_.schedules, clock_.seconds(), findings_);
            }
        }
        result_.schedules = before + explorer.schedules();
    }

    [[nodiscard]] std::string what_was_explored() const {
        std::string text = coverage_.text();
        if (too_long_ != 0) {
            text += fmt::format("{}{} schedules were cut off, because they took too many steps",
                                text.empty() ? "" : "; ", report::with_commas(too_long_));
        }
        return text.empty() ? "nothing to choose: no scenario has a second thread" : text;
    }

    /// A subject that cannot be controlled is never judged by half-controlled runs.
    void forget_what_was_explored(const std::string& why) {
        for (auto& [rule, state] : states_) {
            state.exercised_under_control = 0;
            state.coverage = {};
            state.explained_by.clear();
            state.by_actors = false;
            state.failure.reset();
            state.broken_clauses.clear();
            state.failure_explored = false;
        }
        suspects_.clear();
        findings_ = 0;
        unproved_ = 0;
        if (result_.overall == Verdict::crash) {
            result_.trouble.clear();
            result_.overall = Verdict::inconclusive;
        }
        result_.schedules = 0;
        result_.control = "not controlled: " + why;
    }

    ExplorationProcess& replayer() {
        if (replayer_ == nullptr) {
            replayer_ = std::make_unique<ExplorationProcess>(subject_);
        }
        return *replayer_;
    }

    /// The finding of this rule in one schedule, if it is there.
    std::optional<Finding> finding_in(const CaseResult& one, std::string_view rule) {
        const Judge::Outcome& outcome = judge_.judge(one.trace);
        const auto found = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                        [&](const Finding& finding) { return finding.rule == rule; });
        return found == outcome.findings.end() ? std::nullopt : std::optional(*found);
    }

    /// A failure found under control: the same schedule has to show it each time.
    Failure examine(Suspect suspect) {
        Failure failure;
        confirm(suspect, failure);
        if (failure.confirmed == failure.confirmation_runs && options_.shrink &&
            is_selected(suspect.finding.rule)) {
            shrink(suspect, failure);
        }
        std::string output = replayer().take_output();
        return described(std::move(suspect), std::move(failure), std::move(output));
    }

    [[nodiscard]] bool is_selected(std::string_view rule) const {
        return std::any_of(options_.rules.begin(), options_.rules.end(),
                           [&](const rulebook::Rule* one) { return one->id == rule; });
    }

    void confirm(const Suspect& suspect, Failure& failure) {
        const auto show = [&] {
            ++failure.confirmation_runs;
            const ScheduledTrace again = replayer().replay(suspect.scenario, suspect.schedule->choices,
                                                           suspect.schedule->search.liberties);
            failure.confirmed += finding_in(again.result, suspect.finding.rule) ? 1 : 0;
        };
        while (failure.confirmation_runs < confirmations_wanted) {
            show();
        }
        // What does not repeat exactly is not deterministic under control: how often it shows, then.
        const Clock confirming;
        while (failure.confirmed < failure.confirmation_runs && failure.confirmed < confirmations_wanted &&
               failure.confirmation_runs < most_confirmation_runs &&
               confirming.seconds() < confirmation_seconds) {
            show();
        }
    }

    void shrink(Suspect& suspect, Failure& failure) {
        const std::string rule(suspect.finding.rule);
        Search search = suspect.schedule->search;
        const auto finds = [&](const Scenario& candidate) {
            ExplorationProcess& explorer = replayer();
            explorer.begin({candidate}, search, options_.seed, shrinking_schedules);
            bool found = false;
            while (explorer.under_way()) {
                for (ScheduledTrace& one : explorer.next()) {
                    const std::optional<Finding> finding =
                        found ? std::nullopt : finding_in(one.result, rule);
                    if (finding) {
                        found = true;
                        suspect = {*finding, candidate, std::move(one.result.trace),
                                   FoundSchedule{search, one.schedule, std::move(one.choices)}};
                    }
                }
                if (found) {
                    explorer.abandon();
                }
            }
            return found;
        };
        // A systematic search finds a schedule with few preemptions, which is easier to read than a random
        // one.
        if (!search.systematic()) {
            const Search wanted = std::exchange(search, Search{});
            search.liberties = wanted.liberties;
            if (!finds(suspect.scenario)) {
                search = wanted;
            }
        }
        failure.shrink_tries = shrink(suspect.scenario, finds);
    }

    // What no rule speaks of
    // ------------------------------------------------------------------------------------------------------

    void note_unblamed(const CaseResult& one, const std::optional<FoundSchedule>& schedule) {
        if (schedule && one.unproved) {
            ++too_long_;
            return;
        }
        for (const trace::Event& event : one.trace.events) {
            if (event.kind == trace::Kind::unsupported) {
                bad_adapter(
                    "spawn threw Unsupported although the capability it stands for is declared; implement "
                    "it, "
                    "or do not declare spawn-from-poll or spawn-from-foreign-thread");
            }
            if (event.kind == trace::Kind::make_end && event.has(trace::flag::threw)) {
                bad_adapter("make returns no executor; it has to return one each time");
                return;
            }
            if (event.kind == trace::Kind::stalled || event.kind == trace::Kind::killed) {
                note_unproved(one, schedule);
                return;
            }
            if (event.kind == trace::Kind::crashed || event.kind == trace::Kind::exited) {
                result_.trouble = fmt::format(
                    "its process ended in a case that no rule speaks of; replay it with: wakelaw replay {}",
                    token("", one.scenario, schedule));
                result_.overall = Verdict::crash;
                return;
            }
        }
        if (one.unproved || one.trace.truncated) {
            note_unproved(one, schedule);
        }
    }

    void note_unproved(const CaseResult& one, const std::optional<FoundSchedule>& schedule) {
        if (unproved_++ == 0) {
            unproved_token_ = token("", one.scenario, schedule);
        }
    }

    [[nodiscard]] std::string token(const std::string& rule, const Scenario& scenario,
                                    const std::optional<FoundSchedule>& schedule) {
        scenario::Replay replay{subject_.name, rule, thread_sanitizer_ && !schedule, scenario};
        if (schedule) {
            if (digest_ == 0) {
                digest_ = digest_of(subject_.controlled_worker);
            }
            replay.schedule = {digest_, schedule->search.liberties, schedule->choices};
        }
        return scenario::to_token(replay);
    }

    [[nodiscard]] std::string explanation(const Finding& finding) const {
        // Memory that a miscounted reference released too early may hold a lock or a queue: nothing that is
        // seen afterwards can be relied on.
        static constexpr std::string_view released_early[] = {"WAK-1.b", "WAK-2.a", "WAK-3.a"};
        for (const std::string_view clause : released_early) {
            const auto found = states_.find(std::string(clause.substr(0, clause.find('.'))));
            if (found->second.failure && found->second.failure->clause == clause &&
                found->first != finding.rule && !counts_references(finding.rule) &&
                !(finding.rule == race_rule && intermittent(*found->second.failure))) {
                return found->first;
            }
        }
        if (!finding.harm) {
            return "";
        }
        for (const std::string_view base : laws::rests_on(finding.rule)) {
            const auto found = states_.find(std::string(base));
            if (found == states_.end() || !found->second.failure) {
                continue;
            }
            if (finding.rule == race_rule && intermittent(*found->second.failure)) {
                continue;  // rather the damage than the cause
            }
            return found->first;
        }
        return "";
    }

    static bool intermittent(const Failure& failure) { return failure.confirmed < failure.confirmation_runs; }

    /// A data race is undefined behaviour. Where the subject has one, what does not come again each time may
    /// be its damage, and no rule but that of the race is blamed for it.
    [[nodiscard]] bool may_be_damage_of_a_race(const RuleState& state) const {
        return state.rule->id != race_rule && intermittent(*state.failure) &&
               states_.at(std::string(race_rule)).failure.has_value();
    }

    /// These have a ladder of their own, which tells them apart.
    static bool counts_references(std::string_view rule) {
        static constexpr std::string_view rules[] = {"WAK-1", "WAK-2", "WAK-3", "WAK-4", "WAK-9", "EXEC-16"};
        return std::find(std::begin(rules), std::end(rules), rule) != std::end(rules);
    }

    /// Rules whose laws judge what the allocator counts.
    static bool reads_memory(std::string_view rule) { return counts_references(rule) || rule == "EXEC-3"; }

    void investigate(WorkerProcess& worker) {
        investigate([&](Suspect suspect) { return examine(worker, std::move(suspect)); });
    }

    void investigate(const std::function<Failure(Suspect)>& examine_one) {
        for (Suspect& suspect : std::exchange(suspects_, {})) {
            RuleState& state = states_[std::string(suspect.finding.rule)];
            if (state.failure || (options_.stop_when_found && found_enough())) {
                continue;
            }
            if (const std::string base = explanation(suspect.finding); !base.empty()) {
                state.explained_by = base;
                continue;
            }
            state.harm = suspect.finding.harm;
            const bool explored = suspect.schedule.has_value();
            state.failure = examine_one(std::move(suspect));
            state.failure_explored = explored;
            ++findings_;
        }
    }

    /// Runs the scenario once; the finding of this rule, if it came again.
    std::optional<std::pair<Finding, CaseResult>> repeat(WorkerProcess& worker, const Scenario& scenario,
                                                         std::string_view rule) {
        CaseResult one = worker.run(scenario);
        const Judge::Outcome& outcome = judge_.judge(one.trace);
        const auto found = std::find_if(outcome.findings.begin(), outcome.findings.end(),
                                        [&](const Finding& finding) { return finding.rule == rule; });
        if (found == outcome.findings.end()) {
            return std::nullopt;
        }
        return std::pair(*found, std::move(one));
    }

    Failure examine(WorkerProcess& worker, Suspect suspect) {
        const std::string_view rule = suspect.finding.rule;
        Failure failure;
        const Clock confirming;
        while (failure.confirmed < confirmations_wanted &&
               failure.confirmation_runs < most_confirmation_runs &&
               (failure.confirmation_runs < confirmations_wanted || options_.repeatable ||
                confirming.seconds() < confirmation_seconds)) {
            ++failure.confirmation_runs;
            failure.confirmed += repeat(worker, suspect.scenario, rule) ? 1 : 0;
        }
        if (failure.confirmed > 0 && options_.shrink) {
            shrink(worker, suspect, failure);
        }
        return described(std::move(suspect), std::move(failure), worker.take_output());
    }

    Failure described(Suspect suspect, Failure failure, std::string output) {
        failure.rule = suspect.finding.rule;
        failure.clause = suspect.finding.clause;
        failure.manner = suspect.finding.manner;
        failure.sentence = suspect.finding.sentence;
        failure.events = suspect.finding.events;
        failure.output = std::move(output);
        failure.token = token(failure.rule, suspect.scenario, suspect.schedule);
        if (suspect.schedule) {
            failure.schedule = fmt::format("found by {}, schedule {} of its scenario",
                                           to_string(suspect.schedule->search), suspect.schedule->number + 1);
        }
        failure.scenario = std::move(suspect.scenario);
        failure.trace = std::move(suspect.trace);
        return failure;
    }

    void shrink(WorkerProcess& worker, Suspect& suspect, Failure& failure) {
        // What fails now and then is tried more than once before it is taken for fixed.
        const std::uint32_t tries_each =
            failure.confirmed == failure.confirmation_runs
                ? 1
                : std::min<std::uint32_t>(20, 1 + 2 * failure.confirmation_runs / failure.confirmed);
        const std::string rule(suspect.finding.rule);
        const auto still_fails = [&](const Scenario& candidate) {
            for (std::uint32_t i = 0; i < tries_each; ++i) {
                if (auto again = repeat(worker, candidate, rule)) {
                    suspect.finding = std::move(again->first);
                    suspect.scenario = candidate;
                    suspect.trace = std::move(again->second.trace);
                    return true;
                }
            }
            return false;
        };
        failure.shrink_tries = shrink(suspect.scenario, still_fails);
    }

    /// \return the number of tries.
    std::uint32_t shrink(const Scenario& start, const std::function<bool(const Scenario&)>& still_fails) {
        const Clock shrinking;
        scenario::ShrinkLimits limits;
        limits.max_tries = most_shrink_tries;
        const double limit = std::min(shrink_seconds, options_.budget.seconds * shrink_share);
        limits.out_of_time = [&] {
            return (!options_.repeatable && shrinking.seconds() > limit) || over_by_signal();
        };
        const scenario::Input input{subject_.facts.driving, subject_.facts.capabilities,
                                    subject_.facts.polling_threads, subject_.facts.contract};
        const auto mend = [&](Scenario candidate) { return scenario::fit(std::move(candidate), input); };
        return static_cast<std::uint32_t>(scenario::shrink(start, still_fails, limits, mend).tries);
    }

    [[nodiscard]] bool over_by_signal() const {
        return options_.interrupted != nullptr && options_.interrupted->load();
    }

    void verdicts() {
        for (const rulebook::Rule* rule : options_.rules) {
            result_.rules.push_back(verdict(states_[rule->id]));
        }
        if (result_.trouble.empty()) {
            result_.overall = report::overall(result_);
        }
    }

    RuleResult verdict(const RuleState& state) const {
        const rulebook::Rule& rule = *state.rule;
        RuleResult result;
        result.rule = rule.id;
        result.exercised = state.exercised + state.exercised_by_sanitizer + state.exercised_under_control;
        const auto explained = [&](const std::string& base) {
            result.verdict = Verdict::inconclusive;
            result.note = fmt::format("what was seen follows from {}; mend that first", base);
            result.explained_by = base;
        };
        if (const std::string missing = missing_need(rule, subject_); !missing.empty()) {
            result.verdict = Verdict::not_applicable;
            result.note = missing;
        } else if (!rule.is_tested()) {
            result.verdict = Verdict::not_testable;
            result.note = rule.untested;
        } else if (!result_.trouble.empty() && result_.overall == Verdict::bad_adapter) {
            result.verdict = Verdict::bad_adapter;
            result.note = result_.trouble;
        } else if (state.failure) {
            Finding as_finding;
            as_finding.rule = rule.id;
            as_finding.harm = state.harm;
            const std::string base = explanation(as_finding);
            if (!base.empty()) {
                explained(base);
                return result;
            }
            if (may_be_damage_of_a_race(state)) {
                explained(std::string(race_rule));
                return result;
            }
            result.failure = state.failure;
            for (const auto& [clause, cases] : state.broken_clauses) {
                result.broken_clauses.push_back({std::string(clause), cases});
            }
            result.verdict = report::verdict_of(state.failure->manner);
        } else if (!state.explained_by.empty()) {
            explained(state.explained_by);
        } else if (rule.evidence == "sanitizer" && subject_.tsan_worker.empty() && result.exercised == 0) {
            result.verdict = Verdict::not_testable;
            result.note = "the subject has no ThreadSanitizer worker";
        } else if (result.exercised == 0 && !subject_.counts_memory && reads_memory(rule.id)) {
            result.verdict = Verdict::not_testable;
            result.note = "this build of the worker has a sanitizer's allocator, which counts no blocks";
        } else if (result.exercised == 0) {
            result.verdict = Verdict::inconclusive;
            result.note = "no case put it to the test; give it a larger budget";
        } else {
            result.verdict = Verdict::pass;
            if (unproved_ != 0 && speaks_of_stalls(rule.id)) {
                result.verdict = Verdict::inconclusive;
                const std::string_view broken = broken_rule_of_stalls();
                const char* const cases = unproved_ == 1 ? "case" : "cases";
                result.note = broken.empty()
                                  ? fmt::format(
                                        "{} {} stood still and no proof was possible; replay one with: "
                                        "wakelaw replay {}",
                                        unproved_, cases, unproved_token_)
                                  : fmt::format("{} {} stood still, as {} may explain; mend that first",
                                                unproved_, cases, broken);
            }
        }
        if (result.verdict != Verdict::not_applicable) {
            result.judges_adapter = is_about_adapter(rule, subject_.emulated);
            result.evidence = evidence(state);
        }
        if (result.verdict == Verdict::pass) {
            result.power = rulebook::power_of(rule.id, subject_.facts.driving == Driving::none);
        }
        return result;
    }

    static bool speaks_of_stalls(std::string_view rule) {
        static constexpr std::string_view rules[] = {"EXEC-1",  "EXEC-2",  "EXEC-5",
                                                     "EXEC-11", "EXEC-12", "EXEC-21"};
        return std::find(std::begin(rules), std::end(rules), rule) != std::end(rules);
    }

    /// A rule that was found broken, and by which a case may stand still; empty if there is none.
    [[nodiscard]] std::string_view broken_rule_of_stalls() const {
        const auto found = std::find_if(states_.begin(), states_.end(), [](const auto& one) {
            return one.second.failure && speaks_of_stalls(one.first);
        });
        return found == states_.end() ? std::string_view() : std::string_view(found->first);
    }

    [[nodiscard]] std::string evidence(const RuleState& state) const {
        std::string text;
        const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
        if (const std::string covered = state.coverage.text(); !covered.empty()) {
            add(covered);
        }
        if (state.exercised != 0) {
            const bool same_each_time = subject_.facts.driving != Driving::threads && !state.by_actors;
            add(fmt::format("{}, {} of {} cases", same_each_time ? "deterministic" : "sampled",
                            state.exercised, result_.cases));
        }
        if (state.exercised_by_sanitizer != 0) {
            add(fmt::format("ThreadSanitizer, {} cases", state.exercised_by_sanitizer));
        }
        return text;
    }

    const SubjectEntry& subject_;
    const SessionOptions& options_;
    Clock clock_;
    Judge judge_;
    report::SubjectResult result_;
    std::map<std::string, RuleState> states_;
    std::vector<RuleState*> law_states_;
    std::vector<Suspect> suspects_;
    bool thread_sanitizer_ = false;
    std::uint64_t unproved_ = 0;
    std::string unproved_token_;  ///< of the first one
    Coverage coverage_;
    std::uint64_t too_long_ = 0;  ///< schedules that were cut off
    std::unique_ptr<ExplorationProcess> replayer_;
    std::uint64_t digest_ = 0;
    std::uint64_t findings_ = 0;
};

}  // namespace

report::SubjectResult judge_subject(const SubjectEntry& subject, const SessionOptions& options) {
    return Session(subject, options).run();
}

namespace {

std::vector<Failure> failures_of(Judge& judge, const CaseResult& one, std::uint32_t runs,
                                 const std::function<std::string(const std::string&)>& token) {
    std::vector<Failure> failures;
    for (const Finding& finding : judge.judge(one.trace).findings) {
        Failure failure = report::failure_of(finding, one.trace);
        failure.scenario = one.scenario;
        failure.confirmed = 1;
        failure.confirmation_runs = runs;
        failure.token = token(failure.rule);
        failures.push_back(std::move(failure));
    }
    return failures;
}

}  // namespace

ReplayResult replay(const SubjectEntry& subject, const Scenario& scenario, bool thread_sanitizer,
                    std::uint32_t tries) {
    ReplayResult result;
    try {
        trace::Facts facts = subject.facts;
        facts.thread_sanitizer = thread_sanitizer;
        WorkerProcess worker(thread_sanitizer ? subject.tsan_worker : subject.worker,
                             thread_sanitizer ? subject.tsan_index : subject.index, facts);
        Judge judge;
        while (result.runs < tries && result.failures.empty()) {
            ++result.runs;
            CaseResult one = worker.run(scenario);
            result.failures = failures_of(judge, one, result.runs, [&](const std::string& rule) {
                return scenario::to_token({subject.name, rule, thread_sanitizer, scenario});
            });
            result.last_trace = std::move(one.trace);
        }
        const std::string output = worker.take_output();
        for (Failure& failure : result.failures) {
            failure.output = output;
        }
    } catch (const WorkerTrouble& trouble) {
        result.trouble = trouble.what;
    }
    return result;
}

ReplayResult replay(const SubjectEntry& subject, const Scenario& scenario,
                    const scenario::ReplaySchedule& schedule) {
    ReplayResult result;
    try {
        ExplorationProcess worker(subject);
        Judge judge;
        result.runs = 1;
        ScheduledTrace one = worker.replay(scenario, schedule.choices, schedule.liberties);
        one.result.scenario = scenario;
        result.failures = failures_of(judge, one.result, 1, [&](const std::string& rule) {
            return scenario::to_token({subject.name, rule, false, scenario, schedule});
        });
        for (Failure& failure : result.failures) {
            failure.output = worker.take_output();
            failure.schedule = "replayed";
        }
        result.last_trace = std::move(one.result.trace);
    } catch (const WorkerTrouble& trouble) {
        result.trouble = trouble.what;
    } catch (const Uncontrolled& uncontrolled) {
        result.trouble = subject.name + " is not controlled: " + uncontrolled.why;
    }
    return result;
}

}  // namespace wakelaw::conformance
