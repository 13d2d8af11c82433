// SPDX-License-Identifier: MIT
#include "sample_run.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "report/exit_code.hpp"

namespace wakelaw::conformance::report {

namespace {

using trace::Event;
using trace::Kind;

constexpr std::uint8_t main_thread = 0;
constexpr std::uint8_t actor = 1;
constexpr std::uint8_t worker = 1 + scenario::max_actors;

std::vector<Event> sample_events() {
    const auto ready = static_cast<std::uint16_t>(PollStatus::ready);
    const auto pending = static_cast<std::uint16_t>(PollStatus::pending);
    return {
        {.kind = Kind::make_begin, .thread = main_thread},
        {.kind = Kind::make_end, .thread = main_thread},
        {.kind = Kind::spawn_begin, .thread = main_thread, .task = 0},
        {.kind = Kind::poll_begin, .thread = worker, .task = 0, .value = 0x7F00'0000'1234},
        {.kind = Kind::spawn_end, .thread = main_thread, .task = 0},
        {.kind = Kind::clone_begin, .thread = worker, .task = 0, .object = trace::borrowed},
        {.kind = Kind::clone_end, .thread = worker, .task = 0, .object = 3},
        {.kind = Kind::poll_end, .thread = worker, .task = 0, .object = pending},
        {.kind = Kind::wake_begin, .thread = actor, .task = 0, .object = 3},
        {.kind = Kind::wake_end, .thread = actor, .task = 0, .object = 3},
        {.kind = Kind::poll_begin, .thread = worker, .task = 1},
        {.kind = Kind::poll_end, .thread = worker, .task = 1, .object = ready},
        {.kind = Kind::future_destroyed, .thread = worker, .task = 1, .flags = trace::flag::at_exit},
        {.kind = Kind::stalled,
         .thread = main_thread,
         .object = static_cast<std::uint16_t>(trace::Stall::threads_blocked)},
    };
}

RuleResult result(std::string rule, Verdict verdict, std::string evidence, std::string note = "") {
    RuleResult out;
    out.rule = std::move(rule);
    out.verdict = verdict;
    out.evidence = std::move(evidence);
    out.note = std::move(note);
    return out;
}

}  // namespace

std::vector<rulebook::Rule> sample_rules() {
    rulebook::Rule rule;
    rule.id = "EXEC-1";
    rule.title =
        "Every wake is followed by a poll, and here the title is longer than a row of the table has room for";
    rule.level = "MUST";
    rule.clauses.push_back(
        {"EXEC-1.a",
         "While an executor keeps running and a task is unfinished, every call of `wake` on a waker of "
         "that task MUST be followed by at least one poll of the task.",
         "MUST"});
    rule.sections.look_at =
        "- The place where the \"already queued\" mark of a task is cleared.\n"
        "- Waker operations that are [empty](x.md) or forward to the wrong place: dfinity/cdk-rs #357 had an "
        "empty "
        "`wake_by_ref`.\n";
    return {rule};
}

Failure sample_failure() {
    Failure failure;
    failure.rule = "EXEC-1";
    failure.clause = "EXEC-1.a";
    failure.sentence =
        "Task 0 was woken (event 8) and never polled again: every thread is blocked (event 13).";
    failure.scenario.tasks.push_back(
        {.id = 0,
         .spawned_by_step = false,
         .stages = {{{{scenario::Operation::clone, 3, 0}}, scenario::Ending::await_wake, 3}}});
    failure.scenario.actors.push_back({.id = 0, .steps = {{scenario::Operation::wake, 3, 0}}});
    failure.trace.facts.capabilities = {Capability::clone, Capability::wake_from_foreign_thread};
    failure.trace.facts.polling_threads = 4;
    failure.trace.events = sample_events();
    failure.events = {8, 13};
    failure.confirmed = 3;
    failure.confirmation_runs = 3;
    failure.shrink_tries = 1212;
    failure.token = "w1-7f3a-00ff";
    failure.output = "worker started\n\x1b[31mpanic\x1b[0m\n";
    return failure;
}

RunResult sample_run() {
    SubjectResult broken;
    broken.subject = "loses-wakes";
    broken.capabilities = {Capability::clone, Capability::will_wake};
    broken.seed = 7;
    broken.budget = "ci";
    broken.cases = 4812;
    broken.seconds = 3.25;
    broken.rules = {
        result("EXEC-1", Verdict::fail, "sampled, 1200 of 4000 cases"),
        result("EXEC-2", Verdict::fail, "sampled, 800 of 4000 cases"),
        result("EXEC-5", Verdict::pass, "deterministic, 3000 cases"),
        result("EXEC-15", Verdict::warning, "deterministic, 3000 cases", "destroyed with its last waker"),
        result("EXEC-16", Verdict::inconclusive, "",
               "a thread was in a wait with a time limit, so that no stall could be proved in 12 cases"),
        result("EXEC-19", Verdict::not_applicable, "", "needs exceptions"),
        result("WAK-8", Verdict::not_testable, "", "no ThreadSanitizer worker"),
        result("WAK-9", Verdict::waived, "deterministic, 3000 cases", "issue 12: moved twice")};
    broken.rules[0].failure = sample_failure();
    broken.emulated = {Capability::clone};
    broken.rules[3].judges_adapter = true;
    broken.rules[5].judges_adapter = true;  // not applicable: nothing was judged
    broken.rules[7].judges_adapter = true;
    broken.rules[0].exercised = 1200;
    broken.rules[0].broken_clauses = {{"EXEC-1.a", 1100}, {"EXEC-1.b", 3}};
    broken.rules[2].power = {{"spawned-idle", "EXEC-5", false, "natural", 700, 100, 100},
                             {"spawn-without-notice", "EXEC-5", false, "natural", 700, 100, 12},
                             {"spawn-without-notice", "EXEC-5", false, "exhaustive:2", 3000, 100, 100}};
    broken.rules[1].failure = sample_failure();
    broken.rules[1].failure->rule = "EXEC-2";
    broken.rules[1].failure->clause = "EXEC-2.a";
    broken.rules[1].failure->confirmation_runs = 41;
    broken.rules[1].failure->output.clear();

    SubjectResult good;
    good.subject = "reference-pool";
    good.seed = 7;
    good.cases = 1;
    good.seconds = 0.5;
    good.rules = {result("EXEC-1", Verdict::pass, "sampled, 4000 cases"),
                  result("EXEC-15", Verdict::warning, "deterministic, 3000 cases")};

    SubjectResult adapter;
    adapter.subject = "empty-adapter";
    adapter.seed = 7;
    adapter.trouble = "spawn returned without taking the future";
    adapter.overall = Verdict::bad_adapter;

    RunResult run;
    run.version = "0.1.0";
    run.seed = 7;
    run.budget = "ci";
    run.subjects = {broken, good, adapter};
    for (SubjectResult& subject : run.subjects) {
        subject.overall = overall(subject);
    }
    return run;
}

PageOptions sample_options() {
    PageOptions options;
    options.scenario_text = [](const scenario::Scenario&) {
        return std::string("task 0: clone 3; await_wake 3\nactor 0: wake 3\n");
    };
    return options;
}

void expect_baseline(const std::string& name, const std::string& text) {
    const std::string path = std::string(WAKELAW_REPORT_BASELINES) + '/' + name;
    const char* const approve = std::getenv("WAKELAW_APPROVE");
    if (approve != nullptr && std::string(approve) == "1") {
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    std::ifstream file(path, std::ios::binary);
    ASSERT_TRUE(file) << "there is no " << path << "; WAKELAW_APPROVE=1 writes it";
    std::ostringstream baseline;
    baseline << file.rdbuf();
    EXPECT_EQ(text, baseline.str()) << "read the difference; WAKELAW_APPROVE=1 accepts it as " << name;
}

}  // namespace wakelaw::conformance::report
