// SPDX-License-Identifier: MIT
#include "supervisor/session.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "laws/law.hpp"
#include "report/exit_code.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/generate.hpp"
#include "scenario/shrink.hpp"
#include "scenario/token.hpp"

namespace wakelaw::conformance {

namespace {

using laws::Finding;
using report::Failure;
using report::RuleResult;
using report::Verdict;
using scenario::Scenario;

constexpr std::uint32_t confirmations_wanted = 3;
constexpr std::uint32_t most_confirmation_runs = 200;
constexpr double confirmation_seconds = 1.0;
constexpr std::size_t most_shrink_tries = 600;
constexpr double shrink_seconds = 2.0;
constexpr double lane_seconds = 0.010;
constexpr std::size_t most_in_lane = 64;
constexpr double sanitizer_share = 0.3;
constexpr std::uint64_t sanitizer_cases_divisor = 20;

class Clock {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// All laws over a trace.
class Judge {
public:
    struct Outcome {
        std::vector<Finding> findings;
        std::vector<bool> exercised;  ///< by index of the law
    };
    const Outcome& judge(const trace::Trace& trace) {
        outcome_.findings.clear();
        outcome_.exercised.assign(laws::laws().size(), false);
        if (trace.truncated) {
            return outcome_;
        }
        view_.read(trace);
        for (std::size_t i = 0; i < laws::laws().size(); ++i) {
            judgement_.exercised = false;
            judgement_.findings.clear();
            if (laws::laws()[i].is_for(trace.facts)) {
                laws::laws()[i].judge(view_, judgement_);
            }
            outcome_.exercised[i] = judgement_.exercised;
            std::move(judgement_.findings.begin(), judgement_.findings.end(),
                      std::back_inserter(outcome_.findings));
        }
        return outcome_;
    }

private:
    trace::View view_;
    laws::Judgement judgement_;
    Outcome outcome_;
};

/// The scenarios of a run, in an order that depends on the seed alone.
class Source {
public:
    Source(const SubjectEntry& subject, bool thread_sanitizer, std::uint64_t seed,
           const std::optional<Scenario>& only)
        : input_{subject.facts.driving, subject.facts.capabilities, subject.facts.polling_threads},
          plan_(scenario::plan(input_, thread_sanitizer)),
          credit_(plan_.size()),
          made_(plan_.size()),
          seed_(seed),
          only_(only) {}

    [[nodiscard]] Scenario next() {
        if (only_) {
            return scenario::fit(*only_, input_);
        }
        // Short families first and whole: what they find explains what the long ones would stumble over.
        for (std::size_t i = 0; i < plan_.size(); ++i) {
            if (plan_[i].at_most != 0 && made_[i] < plan_[i].at_most) {
                return make(i);
            }
        }
        // Then each in proportion to its weight.
        std::int64_t total = 0;
        std::size_t best = plan_.size();
        for (std::size_t i = 0; i < plan_.size(); ++i) {
            if (plan_[i].at_most != 0) {
                continue;
            }
            credit_[i] += plan_[i].weight;
            total += plan_[i].weight;
            best = best == plan_.size() || credit_[i] > credit_[best] ? i : best;
        }
        if (best == plan_.size()) {
            made_.assign(made_.size(), 0);
            return make(0);
        }
        credit_[best] -= total;
        return make(best);
    }

private:
    Scenario make(std::size_t which) {
        const std::size_t index = made_[which]++;
        return scenario::generate(plan_[which].family, seed_, index, static_cast<int>(index % 100), input_);
    }

    scenario::Input input_;
    std::vector<scenario::Share> plan_;
    std::vector<std::int64_t> credit_;
    std::vector<std::size_t> made_;
    std::uint64_t seed_;
    const std::optional<Scenario>& only_;
};

/// What is known of one rule so far.
struct RuleState {
    const rulebook::Rule* rule = nullptr;
    bool judged = true;  ///< a law speaks of it, and it applies to the subject
    std::uint64_t exercised = 0;
    std::uint64_t exercised_by_sanitizer = 0;
    bool by_actors = false;  ///< some of these cases had actors, whose course differs from run to run
    std::optional<Failure> failure;
    bool harm = false;
    std::string explained_by;
};

/// Why no law speaks of this rule and this subject together; empty where one does.
std::string wrong_kind(const rulebook::Rule& rule, const SubjectEntry& subject) {
    const bool vocabulary = subject.facts.driving == Driving::none;
    std::optional<Capability> wanted;
    bool any = false;
    for (const laws::Law& law : laws::laws()) {
        if (law.rule != rule.id) {
            continue;
        }
        any = true;
        if (law.is_for(subject.facts)) {
            return "";
        }
        wanted = law.of_vocabulary ? law.of_vocabulary : wanted;
    }
    if (!any) {
        return "";
    }
    if (vocabulary && wanted) {
        return fmt::format("needs {}, which the class does not have", to_string(*wanted));
    }
    return vocabulary ? "speaks of executors, and this is a vocabulary"
                      : "speaks of a waker class, and this is an executor";
}

std::string missing_need(const rulebook::Rule& rule, const SubjectEntry& subject) {
    if (std::string wrong = wrong_kind(rule, subject); !wrong.empty()) {
        return wrong;
    }
    if (subject.facts.driving == Driving::none) {
        return "";  // a vocabulary's laws name themselves what they need
    }
    for (const std::string& need : rule.needs) {
        const std::optional<Capability> capability = capability_from_string(need);
        if (!capability || !subject.facts.capabilities.has(*capability)) {
            return "needs " + need + ", which is not declared";
        }
    }
    if (!rule.driving.empty() && std::find(rule.driving.begin(), rule.driving.end(),
                                           to_string(subject.facts.driving)) == rule.driving.end()) {
        return fmt::format("not for the driving style {}", to_string(subject.facts.driving));
    }
    return "";
}

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
        result_.seed = options_.seed;
        result_.budget = options_.budget.name;
        if (!subject_.unprovided.empty()) {
            bad_adapter(fmt::format(
                "declares {} and has no operation for it; add the member function to the adapter, or "
                "do not declare it",
                to_string(subject_.unprovided.front())));
        } else {
            try {
                const bool sanitized = !subject_.tsan_worker.empty() && wants_sanitizer(false);
                const std::uint64_t sanitized_cases =
                    std::max<std::uint64_t>(options_.budget.cases / sanitizer_cases_divisor, 50);
                if (sanitized && wants_sanitizer(true)) {
                    flavour(true, options_.budget.seconds * sanitizer_share, sanitized_cases);
                    flavour(false, options_.budget.seconds, result_.cases + options_.budget.cases);
                } else {
                    flavour(false, options_.budget.seconds * (sanitized ? 1 - sanitizer_share : 1),
                            options_.budget.cases);
                    if (sanitized && !over()) {
                        flavour(true, options_.budget.seconds, result_.cases + sanitized_cases);
                    }
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
        return options_.stop_when_found ? std::any_of(options_.rules.begin(), options_.rules.end(), failed)
                                        : std::all_of(options_.rules.begin(), options_.rules.end(), settled);
    }

    /// Whether one of the rules rests on ThreadSanitizer, or none on anything else.
    [[nodiscard]] bool wants_sanitizer(bool only) const {
        const auto rests_on_it = [&](const rulebook::Rule* rule) {
            return states_.at(rule->id).judged && rule->evidence == "sanitizer";
        };
        return only ? std::all_of(options_.rules.begin(), options_.rules.end(), rests_on_it)
                    : std::any_of(options_.rules.begin(), options_.rules.end(), rests_on_it);
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
        Source source(subject_, thread_sanitizer, options_.seed, options_.only);
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
                options_.progress(result_.cases, now, findings_);
            }
        }
    }

    void take(const std::vector<CaseResult>& results) {
        for (const CaseResult& one : results) {
            ++result_.cases;
            const Judge::Outcome& outcome = judge_.judge(one.trace);
            for (std::size_t i = 0; i < outcome.exercised.size(); ++i) {
                if (outcome.exercised[i]) {
                    RuleState& state = *law_states_[i];
                    state.by_actors |= scenario::has_actors(one.scenario);
                    // Several laws of one rule: count the trace once.
                    if (std::exchange(last_exercised_[&state], result_.cases) != result_.cases) {
                        ++(thread_sanitizer_ ? state.exercised_by_sanitizer : state.exercised);
                    }
                }
            }
            bool blamed = false;
            for (const Finding& finding : outcome.findings) {
                RuleState& state = states_[std::string(finding.rule)];
                blamed = true;
                if (state.judged && !state.failure) {
                    suspects_.push_back({finding, one.scenario, one.trace});
                }
            }
            if (!blamed) {
                note_unblamed(one);
            }
        }
    }

    void note_unblamed(const CaseResult& one) {
        for (const trace::Event& event : one.trace.events) {
            if (event.kind == trace::Kind::unsupported) {
                bad_adapter(
                    "spawn threw Unsupported although the capability it stands for is declared; implement "
                    "it, "
                    "or do not declare spawn-from-poll or spawn-from-foreign-thread");
            }
            if (event.kind == trace::Kind::stalled || event.kind == trace::Kind::killed) {
                ++unproved_;
                return;
            }
            if (event.kind == trace::Kind::crashed || event.kind == trace::Kind::exited) {
                result_.trouble = fmt::format(
                    "its process ended in a case that no rule speaks of; replay it with: wakelaw replay {}",
                    scenario::to_token({subject_.name, "", thread_sanitizer_, one.scenario}));
                result_.overall = Verdict::crash;
                return;
            }
        }
        if (one.unproved || one.trace.truncated) {
            ++unproved_;
        }
    }

    struct Suspect {
        Finding finding;
        Scenario scenario;
        trace::Trace trace;
    };

    [[nodiscard]] std::string explanation(const Finding& finding) const {
        // Memory that a miscounted reference released too early may hold a lock or a queue: nothing that is
        // seen afterwards can be relied on.
        static constexpr std::string_view released_early[] = {"WAK-1.b", "WAK-2.a", "WAK-3.a"};
        for (const std::string_view clause : released_early) {
            const auto found = states_.find(std::string(clause.substr(0, clause.find('.'))));
            if (found->second.failure && found->second.failure->clause == clause &&
                found->first != finding.rule && !counts_references(finding.rule)) {
                return found->first;
            }
        }
        if (!finding.harm) {
            return "";
        }
        for (const std::string_view base : laws::rests_on(finding.rule)) {
            const auto found = states_.find(std::string(base));
            if (found != states_.end() && found->second.failure) {
                return found->first;
            }
        }
        return "";
    }

    /// These have a ladder of their own, which tells them apart.
    static bool counts_references(std::string_view rule) {
        static constexpr std::string_view rules[] = {"WAK-1", "WAK-2", "WAK-3", "WAK-4", "WAK-9", "EXEC-16"};
        return std::find(std::begin(rules), std::end(rules), rule) != std::end(rules);
    }

    void investigate(WorkerProcess& worker) {
        for (Suspect& suspect : std::exchange(suspects_, {})) {
            RuleState& state = states_[std::string(suspect.finding.rule)];
            if (state.failure) {
                continue;
            }
            if (const std::string base = explanation(suspect.finding); !base.empty()) {
                state.explained_by = base;
                continue;
            }
            state.harm = suspect.finding.harm;
            state.failure = examine(worker, std::move(suspect));
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
        failure.rule = suspect.finding.rule;
        failure.clause = suspect.finding.clause;
        failure.manner = suspect.finding.manner;
        failure.sentence = suspect.finding.sentence;
        failure.events = suspect.finding.events;
        failure.output = worker.take_output();
        failure.token =
            scenario::to_token({subject_.name, failure.rule, thread_sanitizer_, suspect.scenario});
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
        const Clock shrinking;
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
        scenario::ShrinkLimits limits;
        limits.max_tries = most_shrink_tries;
        limits.out_of_time = [&] {
            return (!options_.repeatable && shrinking.seconds() > shrink_seconds) || over_by_signal();
        };
        const scenario::Input input{subject_.facts.driving, subject_.facts.capabilities,
                                    subject_.facts.polling_threads};
        const auto mend = [&](Scenario candidate) { return scenario::fit(std::move(candidate), input); };
        failure.shrink_tries =
            static_cast<std::uint32_t>(scenario::shrink(suspect.scenario, still_fails, limits, mend).tries);
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
        result.exercised = state.exercised + state.exercised_by_sanitizer;
        const auto explained = [&](const std::string& base) {
            result.verdict = Verdict::inconclusive;
            result.note = fmt::format("what was seen follows from {}; mend that first", base);
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
            result.failure = state.failure;
            result.verdict = state.failure->manner == laws::Manner::warning ? Verdict::warning
                             : state.failure->manner == laws::Manner::crash ? Verdict::crash
                             : state.failure->manner == laws::Manner::hang  ? Verdict::hang
                                                                            : Verdict::fail;
        } else if (!state.explained_by.empty()) {
            explained(state.explained_by);
        } else if (rule.evidence == "sanitizer" && subject_.tsan_worker.empty()) {
            result.verdict = Verdict::not_testable;
            result.note = "the subject has no ThreadSanitizer worker";
        } else if (result.exercised == 0) {
            result.verdict = Verdict::inconclusive;
            result.note = "no case put it to the test; give it a larger budget";
        } else {
            result.verdict = Verdict::pass;
            if (unproved_ != 0 && speaks_of_stalls(rule.id)) {
                result.verdict = Verdict::inconclusive;
                result.note = fmt::format("{} cases stood still and no proof was possible", unproved_);
            }
        }
        if (result.verdict != Verdict::not_applicable) {
            result.evidence = evidence(state);
        }
        return result;
    }

    static bool speaks_of_stalls(std::string_view rule) {
        static constexpr std::string_view rules[] = {"EXEC-1",  "EXEC-2",  "EXEC-5",
                                                     "EXEC-11", "EXEC-12", "EXEC-21"};
        return std::find(std::begin(rules), std::end(rules), rule) != std::end(rules);
    }

    [[nodiscard]] std::string evidence(const RuleState& state) const {
        std::string text;
        if (state.exercised != 0) {
            const bool same_each_time = subject_.facts.driving != Driving::threads && !state.by_actors;
            text = fmt::format("{}, {} of {} cases", same_each_time ? "deterministic" : "sampled",
                               state.exercised, result_.cases);
        }
        if (state.exercised_by_sanitizer != 0) {
            text += fmt::format("{}ThreadSanitizer, {} cases", text.empty() ? "" : "; ",
                                state.exercised_by_sanitizer);
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
    std::map<const RuleState*, std::uint64_t> last_exercised_;
    std::vector<Suspect> suspects_;
    bool thread_sanitizer_ = false;
    std::uint64_t unproved_ = 0;
    std::uint64_t findings_ = 0;
};

}  // namespace

report::SubjectResult judge_subject(const SubjectEntry& subject, const SessionOptions& options) {
    return Session(subject, options).run();
}

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
            for (const Finding& finding : judge.judge(one.trace).findings) {
                Failure failure;
                failure.rule = finding.rule;
                failure.clause = finding.clause;
                failure.manner = finding.manner;
                failure.sentence = finding.sentence;
                failure.events = finding.events;
                failure.scenario = scenario;
                failure.trace = one.trace;
                failure.confirmed = 1;
                failure.confirmation_runs = result.runs;
                failure.token = scenario::to_token({subject.name, failure.rule, thread_sanitizer, scenario});
                result.failures.push_back(std::move(failure));
            }
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

}  // namespace wakelaw::conformance
