// SPDX-License-Identifier: MIT
// A controlled worker: one scenario, many schedules, and what becomes of subjects that do not obey.
#include "supervisor/exploration_process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "scenario/text.hpp"
#include "supervisor/catalog.hpp"

namespace wakelaw::conformance {
namespace {

using scenario::Scenario;
using trace::Event;
using trace::Kind;

Scenario parsed(const std::string& text) {
    return scenario::parse_text("wakelaw-scenario 1\n" + text).value();
}

/// An actor wakes a task that is asleep, or about to be.
Scenario woken_once() {
    return parsed("task 0\n  clone 0; await_wake 0\n  ready\nactor 0\n  await_slot 0; wake 0\n");
}
Scenario alone() { return parsed("task 0\n  wake_self 1; yield\n  ready\n"); }

const SubjectEntry& subject(const std::string& name) {
    static const Catalog catalog = read_catalog({WAKELAW_DEFIES_CONTROL, WAKELAW_SPECIMENS, WAKELAW_BASES});
    const auto found = std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                                    [&](const SubjectEntry& one) { return one.name == name; });
    if (found == catalog.subjects.end()) {
        throw std::runtime_error("no subject " + name);
    }
    return *found;
}

/// The whole search.
std::vector<ScheduledTrace> explore(ExplorationProcess& worker, std::vector<Scenario> scenarios,
                                    const Search& search = {}, std::uint64_t most = 100'000,
                                    std::uint64_t seed = 1) {
    std::vector<ScheduledTrace> traces;
    worker.begin(std::move(scenarios), search, seed, most);
    while (worker.under_way()) {
        std::vector<ScheduledTrace> more = worker.next();
        std::move(more.begin(), more.end(), std::back_inserter(traces));
    }
    return traces;
}

/// Without what differs from run to run.
std::vector<std::string> shape(const trace::Trace& trace) {
    std::vector<std::string> result;
    for (const Event& event : trace.events) {
        result.push_back(std::to_string(event.thread) + ' ' + std::string(trace::to_string(event.kind)) +
                         ' ' + std::to_string(event.task));
    }
    return result;
}

Search with(explore::Strategy strategy) {
    Search search;
    search.strategy = strategy;
    return search;
}

std::string why_uncontrolled(const std::string& name, const Search& search = {}) {
    try {
        ExplorationProcess worker(subject(name));
        explore(worker, {woken_once()}, search, 200);
    } catch (const Uncontrolled& subject) {
        return subject.why;
    }
    return "it is controlled";
}

void expect_one_line(const std::string& why, const std::string& part) {
    EXPECT_NE(why.find(part), std::string::npos) << why;
    EXPECT_EQ(why.find('\n'), std::string::npos) << why;
}

// Searching
// -------------------------------------------------------------------------------------------------------

TEST(AnExhaustiveSearch, ComesToItsEndAndItsTracesDiffer) {
    ExplorationProcess worker(subject("base-threaded"));
    const std::vector<ScheduledTrace> traces = explore(worker, {woken_once()});
    EXPECT_TRUE(worker.explored(0).all);
    EXPECT_GT(worker.explored(0).schedules, traces.size());
    std::set<std::vector<std::string>> shapes;
    for (const ScheduledTrace& one : traces) {
        EXPECT_EQ(one.result.trace.events.back().kind, Kind::case_end);
        EXPECT_TRUE(one.result.trace.facts.controlled);
        EXPECT_FALSE(one.result.unproved);
        shapes.insert(shape(one.result.trace));
    }
    EXPECT_EQ(shapes.size(), traces.size());
    EXPECT_GT(shapes.size(), 1U);
}

TEST(AnExhaustiveSearch, OfAnExecutorWithoutASecondThreadHasOneSchedule) {
    ExplorationProcess worker(subject("obeys"));
    explore(worker, {alone()});
    EXPECT_EQ(worker.explored(0).schedules, 1U);
    EXPECT_TRUE(worker.explored(0).all);
}

TEST(AnExhaustiveSearch, WithMorePreemptionsCoversMore) {
    ExplorationProcess worker(subject("base-threaded"));
    std::uint64_t before = 0;
    for (const int preemptions : {0, 1, 2}) {
        Search search;
        search.preemptions = preemptions;
        explore(worker, {woken_once()}, search);
        EXPECT_TRUE(worker.explored(0).all);
        EXPECT_GT(worker.explored(0).schedules, before);
        before = worker.explored(0).schedules;
    }
}

TEST(AnExhaustiveSearch, TwiceIsTheSame) {
    const auto run = [] {
        ExplorationProcess worker(subject("late-look"));
        std::vector<std::vector<std::uint8_t>> choices;
        for (const ScheduledTrace& one : explore(worker, {woken_once()})) {
            choices.push_back(one.choices);
        }
        choices.push_back({static_cast<std::uint8_t>(worker.explored(0).schedules % 256)});
        return choices;
    };
    EXPECT_EQ(run(), run());
}

TEST(AnExhaustiveSearch, GoesOnBehindAScheduleThatEndedTheWorker) {
    ExplorationProcess worker(subject("crashes-when-preempted"));
    const std::vector<ScheduledTrace> traces = explore(worker, {alone()});
    const auto crashes = std::count_if(traces.begin(), traces.end(), [](const ScheduledTrace& one) {
        return one.result.trace.events.back().kind == Kind::crashed;
    });
    EXPECT_GT(crashes, 0);
    EXPECT_GT(worker.explored(0).schedules, static_cast<std::uint64_t>(crashes));
    EXPECT_TRUE(worker.explored(0).all) << crashes << " crashes in " << worker.explored(0).schedules;
    for (const ScheduledTrace& one : traces) {
        if (one.result.trace.events.back().kind == Kind::crashed) {
            const ScheduledTrace again = worker.replay(alone(), one.choices, {});
            EXPECT_EQ(again.result.trace.events.back().kind, Kind::crashed);
        }
    }
}

TEST(ASampledSearch, DependsOnTheSeedAndEndsWithItsNumber) {
    ExplorationProcess worker(subject("base-pool"));
    for (const explore::Strategy strategy :
         {explore::Strategy::random, explore::Strategy::pct, explore::Strategy::pos}) {
        const auto choices = [&](std::uint64_t seed) {
            std::vector<std::vector<std::uint8_t>> result;
            for (const ScheduledTrace& one : explore(worker, {woken_once()}, with(strategy), 150, seed)) {
                result.push_back(one.choices);
            }
            return result;
        };
        EXPECT_EQ(choices(3), choices(3));
        EXPECT_EQ(worker.explored(0).schedules, 150U);
        EXPECT_FALSE(worker.explored(0).all);
        EXPECT_NE(choices(3), choices(4));
    }
}

TEST(ASearch, OfSeveralScenariosKeepsThemApart) {
    ExplorationProcess worker(subject("base-threaded"));
    const std::vector<ScheduledTrace> traces = explore(worker, {woken_once(), alone(), woken_once()});
    for (const ScheduledTrace& one : traces) {
        ASSERT_LT(one.scenario, 3U);
        EXPECT_EQ(one.result.scenario, one.scenario == 1 ? alone() : woken_once());
    }
    EXPECT_EQ(worker.explored(0).schedules, worker.explored(2).schedules);
    EXPECT_EQ(worker.schedules(), 2 * worker.explored(0).schedules + worker.explored(1).schedules);
}

TEST(ASearch, ThatIsAbandonedLeavesTheWorkerReadyForTheNext) {
    ExplorationProcess worker(subject("base-pool"));
    worker.begin({woken_once()}, Search{}, 1, ~std::uint64_t{0} / 4);
    (void)worker.next();
    worker.abandon();
    EXPECT_FALSE(worker.under_way());
    EXPECT_FALSE(worker.explored(0).all);
    explore(worker, {woken_once()}, with(explore::Strategy::random), 10);
    EXPECT_EQ(worker.explored(0).schedules, 10U);
}

// Replaying
// ------------------------------------------------------------------------------------------------------

TEST(AReplay, InAnotherProcessGivesTheSameEvents) {
    ExplorationProcess worker(subject("base-pool"));
    ExplorationProcess other(subject("base-pool"));
    for (const ScheduledTrace& one : explore(worker, {woken_once()}, with(explore::Strategy::random), 60)) {
        const ScheduledTrace again = other.replay(woken_once(), one.choices, {});
        EXPECT_EQ(shape(again.result.trace), shape(one.result.trace));
        EXPECT_EQ(again.choices, one.choices);
    }
}

TEST(AReplay, OfAStallShowsTheStallEachTime) {
    ExplorationProcess worker(subject("late-look"));
    std::vector<std::uint8_t> stalls;
    for (const ScheduledTrace& one : explore(worker, {woken_once()})) {
        const std::vector<Event>& events = one.result.trace.events;
        if (std::any_of(events.begin(), events.end(),
                        [](const Event& event) { return event.kind == Kind::stalled; })) {
            stalls = one.choices;
        }
    }
    ASSERT_FALSE(stalls.empty()) << "an executor that loses wakes has such a schedule";
    const std::vector<std::string> first = shape(worker.replay(woken_once(), stalls, {}).result.trace);
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(shape(worker.replay(woken_once(), stalls, {}).result.trace), first);
    }
}

TEST(AReplay, OfChoicesThatFitNothingEndsAsUnproved) {
    ExplorationProcess worker(subject("base-threaded"));
    const ScheduledTrace one = worker.replay(woken_once(), std::vector<std::uint8_t>(50, 200), {});
    EXPECT_TRUE(one.result.unproved);
    EXPECT_EQ(worker.replay(woken_once(), {}, {}).result.trace.events.back().kind, Kind::case_end)
        << "and the next one is not affected";
}

// What cannot be controlled
// --------------------------------------------------------------------------------------

TEST(ASubject, ThatForksIsNamedAsUncontrolled) { expect_one_line(why_uncontrolled("forks"), "fork"); }

TEST(ASubject, ThatHandlesSignalsIsNamedAsUncontrolled) {
    expect_one_line(why_uncontrolled("handles-signals"), "signal");
}

TEST(ASubject, WithTooManyThreadsIsNamedAsUncontrolled) {
    expect_one_line(why_uncontrolled("starts-many-threads"), "threads");
}

TEST(ASubject, ThatDoesNotRepeatItsOwnSchedulesIsNamedAsUncontrolled) {
    expect_one_line(why_uncontrolled("remembers"), "repeat");
}

/// The suite's own tables are reused after a few thousand cases; what a subject left in them is no choice.
TEST(ASubject, ThatLeaksFuturesRepeatsItsSchedulesAllTheSame) {
    ExplorationProcess worker(subject("leaks-futures"));
    const Scenario leaky = parsed(
        "ends_early\ntask 0\n  keep; await 0\ntask 1 spawned\n  keep; await 0\n"
        "actor 0\n  spawn 1; await_end\nactor 1\n  pause 2; signal 1\n");
    for (std::uint64_t schedules = 0; schedules < 6000; schedules += worker.explored(0).schedules) {
        explore(worker, {leaky});  // throws where one is not repeated
        ASSERT_TRUE(worker.explored(0).all);
        ASSERT_GT(worker.explored(0).schedules, 10U);
    }
}

TEST(ASubject, ThatSpinsForEverIsCutOffAndProvesNothing) {
    ExplorationProcess worker(subject("spins-for-ever"));
    const std::vector<ScheduledTrace> traces = explore(worker, {alone()}, with(explore::Strategy::random), 5);
    ASSERT_FALSE(traces.empty());
    for (const ScheduledTrace& one : traces) {
        EXPECT_TRUE(one.result.unproved);
    }
}

TEST(ASubject, ThatComputesForEverIsCutOffByTheProcessorTimeItUses) {
    Patience patience;
    patience.processor_ns = 100'000'000;
    ExplorationProcess worker(subject("computes-for-ever"), patience);
    const std::vector<ScheduledTrace> traces = explore(worker, {alone()}, with(explore::Strategy::random), 5);
    ASSERT_FALSE(traces.empty());
    EXPECT_TRUE(traces.front().result.unproved);
}

TEST(TheDigest, TellsBuildsApart) {
    EXPECT_NE(digest_of(subject("obeys").controlled_worker), digest_of(subject("obeys").worker));
    EXPECT_EQ(digest_of(subject("obeys").controlled_worker), digest_of(subject("forks").controlled_worker));
    EXPECT_EQ(digest_of("/nonexistent"), 0U);
}

}  // namespace
}  // namespace wakelaw::conformance
