// SPDX-License-Identifier: MIT
// Subjects that misbehave: each costs its own case and nothing else.
#include "supervisor/worker_process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "process.hpp"
#include "scenario/text.hpp"
#include "supervisor/catalog.hpp"

namespace wakelaw::conformance {
namespace {

using scenario::Scenario;
using trace::Event;
using trace::Killed;
using trace::Kind;

Scenario parsed(const std::string& text) {
    std::string whole = "wakelaw-scenario 1\n";
    whole += text;
    const auto result = scenario::parse_text(whole);
    EXPECT_TRUE(result) << result.error().message;
    return result.value_or(Scenario{});
}

/// One task: nothing sets a subject of misbehaving.cpp off.
Scenario harmless() { return parsed("task 0\n  wake_self 1; yield\n  ready\n"); }
/// Three tasks: the third spawn sets it off.
Scenario harmful() { return parsed("task 0\n  ready\ntask 1\n  ready\ntask 2\n  ready\n"); }
/// A trace of about twice as many events.
Scenario flood(int wakes) {
    std::string text = "task 0\n  wake_self ";
    text += std::to_string(wakes);
    text += "; ready\n";
    return parsed(text);
}

const SubjectEntry& subject(const std::string& name) {
    static const Catalog catalog = read_catalog(
        {WAKELAW_MISBEHAVING, WAKELAW_LOSES_WAKES, WAKELAW_REFERENCE_LOCAL, WAKELAW_RETURNS_TOO_EARLY});
    const auto found = std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                                    [&](const SubjectEntry& one) { return one.name == name; });
    if (found == catalog.subjects.end()) {
        throw std::runtime_error("no subject " + name);
    }
    return *found;
}

class Worker : public WorkerProcess {
public:
    explicit Worker(const std::string& name, Patience patience = {})
        : WorkerProcess(subject(name).worker, subject(name).index, subject(name).facts, patience) {}
};

std::vector<Kind> kinds(const CaseResult& one) {
    std::vector<Kind> result;
    for (const Event& event : one.trace.events) {
        result.push_back(event.kind);
    }
    return result;
}

std::size_t count(const CaseResult& one, Kind kind) {
    const std::vector<Kind> all = kinds(one);
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), kind));
}

std::string text(const CaseResult& one) {
    std::string result;
    for (const Kind kind : kinds(one)) {
        result += trace::to_string(kind);
        result += ' ';
    }
    return result;
}

const Event& last(const CaseResult& one) {
    static const Event none;
    return one.trace.events.empty() ? none : one.trace.events.back();
}

void expect_whole(const CaseResult& one) {
    EXPECT_EQ(last(one).kind, Kind::case_end) << text(one);
    EXPECT_EQ(count(one, Kind::make_begin), 1U);
    EXPECT_EQ(count(one, Kind::finished), 1U);
    EXPECT_FALSE(one.unproved);
    EXPECT_FALSE(one.trace.truncated);
}

/// UndefinedBehaviorSanitizer sees some faults before the processor does.
void expect_death_by(const CaseResult& one, int signal) {
    ASSERT_EQ(last(one).kind, Kind::crashed) << text(one);
    if (!testing::address_sanitizer || last(one).value != SIGABRT) {
        EXPECT_EQ(last(one).value, static_cast<std::uint64_t>(signal));
    }
}

/// Two harmful cases among harmless ones, all in one lane: the others run as if nothing were.
std::vector<CaseResult> among_others(WorkerProcess& worker) {
    const std::vector<Scenario> lane{harmless(), harmful(), harmless(), harmless(), harmful(), harmless()};
    worker.submit(lane);
    std::vector<CaseResult> results = worker.collect();
    EXPECT_EQ(results.size(), lane.size());
    results.resize(lane.size());
    for (std::size_t i = 0; i < lane.size(); ++i) {
        EXPECT_EQ(results[i].scenario, lane[i]) << "case " << i;
        if (lane[i] == harmless()) {
            expect_whole(results[i]);
            EXPECT_EQ(count(results[i], Kind::poll_begin), 2U) << text(results[i]);
        }
    }
    expect_whole(worker.run(harmless()));
    return {results[1], results[4]};
}

TEST(ASubject, ThatCrashesInASpawnCostsThatCaseAndItsTraceEndsThere) {
    Worker worker("crashes-in-spawn");
    for (const CaseResult& one : among_others(worker)) {
        expect_death_by(one, SIGSEGV);
        EXPECT_EQ(count(one, Kind::spawn_begin), 3U);
        EXPECT_EQ(count(one, Kind::spawn_end), 2U);
        EXPECT_FALSE(one.unproved);
    }
}

TEST(ASubject, ThatExitsInADriveIsSeenWithItsStatus) {
    Worker worker("exits-in-drive");
    for (const CaseResult& one : among_others(worker)) {
        ASSERT_EQ(last(one).kind, Kind::exited) << text(one);
        EXPECT_EQ(last(one).value, 0U);
        EXPECT_EQ(one.trace.events[one.trace.events.size() - 2].kind, Kind::drive_begin);
    }
}

TEST(ASubject, ThatAbortsInADriveCostsThatCase) {
    Worker worker("aborts-in-drive");
    for (const CaseResult& one : among_others(worker)) {
        expect_death_by(one, SIGABRT);
        EXPECT_EQ(count(one, Kind::drive_begin), 1U);
        EXPECT_EQ(count(one, Kind::drive_end), 0U);
    }
}

TEST(ASubject, WhoseStaticsCrashWhenItExitsCostsThatCase) {
    Worker worker("exits-through-a-crash");
    for (const CaseResult& one : among_others(worker)) {
        expect_death_by(one, SIGSEGV);
        EXPECT_EQ(count(one, Kind::drive_begin), 1U);
    }
}

TEST(ASubject, ThatLoopsIsEndedByTheProcessorTimeItUsesAndNothingIsProved) {
    Worker worker("loops-in-drive", {.processor_ns = 200'000'000});
    for (const CaseResult& one : among_others(worker)) {
        ASSERT_EQ(last(one).kind, Kind::killed) << text(one);
        EXPECT_EQ(last(one).object, static_cast<std::uint16_t>(Killed::looping));
        EXPECT_TRUE(one.unproved);
        EXPECT_EQ(one.trace.events[one.trace.events.size() - 2].kind, Kind::drive_begin);
    }
}

TEST(ASubject, ThatBlocksForEverInADriveIsProvedToDoSo) {
    // No patience could end this: it is a proof or the time limit of the whole test.
    Worker worker("blocks-in-drive", {.processor_ns = ~std::uint64_t{0}, .wall_ns = ~std::uint64_t{0}});
    for (const CaseResult& one : among_others(worker)) {
        ASSERT_EQ(last(one).kind, Kind::killed) << text(one);
        EXPECT_EQ(last(one).object, static_cast<std::uint16_t>(Killed::stalled));
        EXPECT_FALSE(one.unproved);
    }
    std::cout << "[ MEASURED ] a self-deadlock was proved "
              << static_cast<double>(worker.last_stall_ns()) / 1e6 << " ms after the last event\n";
}

TEST(ASubject, ThatAllocatesWithoutBoundIsEndedWithAMemoryFault) {
    if (testing::address_sanitizer) {
        GTEST_SKIP() << "AddressSanitizer has an allocator of its own";
    }
    Worker worker("allocates-without-bound");
    for (const CaseResult& one : among_others(worker)) {
        expect_death_by(one, SIGKILL);
        const Event& fault = one.trace.events[one.trace.events.size() - 2];
        ASSERT_EQ(fault.kind, Kind::memory_fault) << text(one);
        EXPECT_EQ(fault.object, static_cast<std::uint16_t>(trace::MemoryFault::limit));
    }
}

TEST(ASubject, ThatPrintsMegabytesIsNotHeldUpAndTheEndIsKept) {
    Worker worker("prints-a-lot");
    for (const CaseResult& one : among_others(worker)) {
        expect_whole(one);
    }
    EXPECT_NE(worker.take_output().find("the last line\n"), std::string::npos);
    EXPECT_EQ(worker.take_output(), "");
    // Four megabytes a case: soon more than is kept.
    worker.submit(std::vector<Scenario>(8, harmful()));
    for (const CaseResult& one : worker.collect()) {
        expect_whole(one);
    }
    EXPECT_LE(worker.take_output().size(), 4096U);
}

TEST(ASubject, ThatLeavesThreadsRunningDoesNotDisturbLaterCases) {
    Worker worker("leaves-threads");
    for (const CaseResult& one : among_others(worker)) {
        expect_whole(one);
    }
}

TEST(ASubject, ThatLeavesACrashBehindLosesNoCaseAndNoOrder) {
    Worker worker("leaves-a-crash");
    for (int round = 0; round < 5; ++round) {
        const std::vector<Scenario> lane{harmless(), harmful(), flood(10 + round), harmful(),
                                         flood(20 + round)};
        worker.submit(lane);
        const std::vector<CaseResult> results = worker.collect();
        ASSERT_EQ(results.size(), lane.size());
        for (std::size_t i = 0; i < lane.size(); ++i) {
            EXPECT_EQ(results[i].scenario, lane[i]);
            EXPECT_FALSE(results[i].trace.events.empty());
        }
    }
}

TEST(ASubject, WhoseConstructorThrowsHasNoExecutorAndEachCaseSaysSo) {
    Worker worker("throws-from-make");
    worker.submit({harmless(), harmful(), harmless()});
    const std::vector<CaseResult> results = worker.collect();
    ASSERT_EQ(results.size(), 3U);
    for (const CaseResult& one : results) {
        EXPECT_EQ(text(one), "make_begin make_end case_end ");
        EXPECT_TRUE(one.trace.events[1].has(trace::flag::threw));
    }
    EXPECT_NE(worker.take_output().find("cannot be made"), std::string::npos);
}

TEST(ASubject, ThatThrowsFromSpawnIsSeenToDoSoAndTheCaseGoesOn) {
    Worker worker("throws-from-spawn");
    for (const CaseResult& one : among_others(worker)) {
        expect_whole(one);
        std::vector<bool> threw;
        for (const Event& event : one.trace.events) {
            if (event.kind == Kind::spawn_end && event.task < 3) {
                threw.push_back(event.has(trace::flag::threw));
            }
        }
        EXPECT_EQ(threw, (std::vector<bool>{false, false, true}));
        EXPECT_EQ(count(one, Kind::unsupported), 0U);
    }
}

TEST(ASubject, ThatThrowsFromDestroyCostsThatCase) {
    Worker worker("throws-from-destroy");
    for (const CaseResult& one : among_others(worker)) {
        expect_death_by(one, SIGABRT);
        EXPECT_EQ(count(one, Kind::destroy_begin), 1U);
        EXPECT_EQ(count(one, Kind::destroy_end), 0U);
    }
}

TEST(ASubject, OnAThreadThatLosesAWakeIsProvedToStandStill) {
    Worker worker("loses-wakes-on-a-thread",
                  {.processor_ns = ~std::uint64_t{0}, .wall_ns = ~std::uint64_t{0}});
    const CaseResult one = worker.run(harmless());
    EXPECT_EQ(count(one, Kind::stalled), 2U) << text(one);  // once more after the nudge
    EXPECT_EQ(count(one, Kind::nudged), 1U);
    EXPECT_EQ(last(one).kind, Kind::case_end);
    std::cout << "[ MEASURED ] a lost wake was proved " << static_cast<double>(worker.last_stall_ns()) / 1e6
              << " ms after the last event\n";
    expect_whole(worker.run(parsed("task 0\n  ready\n")));
}

TEST(ADriver, ThatReturnsTooEarlyIsNotCalledAgainBeforeTheStallIsNoted) {
    // Else the stall would be noted in the middle of what that call sets off, and said to be due to it.
    Worker worker("returns-too-early", {.processor_ns = ~std::uint64_t{0}, .wall_ns = ~std::uint64_t{0}});
    const CaseResult one = worker.run(
        parsed("task 0\n  yield\n  clone 0; await_wake 0\n  ready\nactor 0\n  await_slot 0; wake 0; "
               "await_finish 0\n"));
    const std::vector<Kind> all = kinds(one);
    const auto stall = std::find(all.begin(), all.end(), Kind::stalled);
    ASSERT_NE(stall, all.end()) << text(one);
    EXPECT_EQ(std::count(all.begin(), stall, Kind::drive_end), 1) << text(one);
    EXPECT_EQ(std::count(all.begin(), stall, Kind::wake_begin), 0) << text(one);
    EXPECT_EQ(count(one, Kind::stalled), 1U) << text(one);
    EXPECT_EQ(last(one).kind, Kind::case_end);
}

TEST(AHandle, OfATaskThatIsSpawnedWhileTheExecutorEndsIsNotLeftToTheNextCase) {
    Worker worker("reference-local");
    const CaseResult ending = worker.run(
        parsed("ends_early\ntask 0\n  await 0\n  ready\n  destructor; spawn 1\ntask 1 spawned\n  ready\n"));
    EXPECT_EQ(count(ending, Kind::spawn_end), 2U) << text(ending);
    const CaseResult next =
        worker.run(parsed("task 0\n  join 1\n  spawn 1; ready\ntask 1 spawned\n  ready\n"));
    expect_whole(next);
    EXPECT_EQ(count(next, Kind::join_asked), 0U) << text(next);
}

/// Each lane has scenarios that no other has, so that an exchange is seen.
std::vector<Scenario> numbered(int lane, int cases, int wakes) {
    std::vector<Scenario> result;
    result.reserve(static_cast<std::size_t>(cases));
    for (int i = 0; i < cases; ++i) {
        result.push_back(flood(wakes + lane * 64 + i));
    }
    return result;
}

/// Submits with two lanes under way, as a session does.
void expect_in_order(WorkerProcess& worker, const std::vector<std::vector<Scenario>>& lanes) {
    std::vector<Scenario> submitted;
    std::vector<CaseResult> results;
    std::size_t next = 0;
    while (next < lanes.size() || worker.busy() != 0) {
        if (next < lanes.size() && worker.busy() < lane_count) {
            submitted.insert(submitted.end(), lanes[next].begin(), lanes[next].end());
            worker.submit(lanes[next++]);
            continue;
        }
        std::vector<CaseResult> more = worker.collect();
        results.insert(results.end(), std::make_move_iterator(more.begin()),
                       std::make_move_iterator(more.end()));
    }
    ASSERT_EQ(results.size(), submitted.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
        ASSERT_EQ(results[i].scenario, submitted[i]) << "case " << i;
    }
    for (const CaseResult& one : results) {
        if (last(one).kind == Kind::case_end) {
            expect_whole(one);
            EXPECT_EQ(
                count(one, Kind::wake_by_ref_begin) + count(one, Kind::spawn_begin),
                one.scenario.tasks.size() == 1 ? 1U + one.scenario.tasks[0].stages[0].steps[0].first : 3U)
                << "the trace of another case";
        }
    }
}

TEST(Lanes, KeepTheOrderOfShortCases) {
    Worker worker("behaves-well");
    std::vector<std::vector<Scenario>> lanes;
    lanes.reserve(20);
    for (int lane = 0; lane < 20; ++lane) {
        lanes.push_back(numbered(lane, 1 + lane * 3, 1));
    }
    expect_in_order(worker, lanes);
}

TEST(Lanes, ThatAreFilledByLongTracesAreFinishedLaterInOrder) {
    Worker worker("behaves-well");
    std::vector<std::vector<Scenario>> lanes;
    lanes.reserve(20);
    for (int lane = 0; lane < 5; ++lane) {
        lanes.push_back(numbered(lane, 24, 6000));
    }
    expect_in_order(worker, lanes);
}

TEST(Lanes, KeepTheOrderWhereLongAndShortCasesAndDeathsMix) {
    Worker worker("crashes-in-spawn");
    std::vector<std::vector<Scenario>> lanes;
    lanes.reserve(20);
    for (int lane = 0; lane < 6; ++lane) {
        std::vector<Scenario> scenarios = numbered(lane, 12, lane % 2 == 0 ? 7000 : 5);
        scenarios.insert(scenarios.begin() + 4, harmful());
        scenarios.push_back(harmful());
        lanes.push_back(std::move(scenarios));
    }
    expect_in_order(worker, lanes);
}

TEST(Lanes, MayHoldAsManyCasesAsTheyHavePlaces) {
    Worker worker("behaves-well");
    expect_in_order(worker,
                    {numbered(0, lane_cases, 1), numbered(5, lane_cases, 900), numbered(10, lane_cases, 1)});
}

TEST(Lanes, ThatAreTooSmallForTheScenariosThemselvesTakeThemInTurns) {
    std::string big = "task 0\n  ";
    for (int stage = 0; stage < 60; ++stage) {
        for (int step = 0; step < 60; ++step) {
            big += "compare_self 1; ";
        }
        big += "yield\n  ";
    }
    big += "ready\n";
    const Scenario one = parsed(big);
    Worker worker("behaves-well");
    worker.submit(std::vector<Scenario>(100, one));
    worker.submit(std::vector<Scenario>(100, one));
    std::vector<CaseResult> results = worker.collect();
    while (worker.busy() != 0) {
        std::vector<CaseResult> more = worker.collect();
        results.insert(results.end(), std::make_move_iterator(more.begin()),
                       std::make_move_iterator(more.end()));
    }
    ASSERT_EQ(results.size(), 200U);
    for (const CaseResult& each : results) {
        ASSERT_EQ(last(each).kind, Kind::case_end);
        ASSERT_EQ(each.scenario, one);
    }
}

TEST(ATrace, ThatIsLongerThanALaneIsSaidToBeCutOrUnproved) {
    Worker worker("behaves-well");
    const CaseResult one = worker.run(parsed("rounds 40\ntask 0\n  wake_self 8000; ready\n"));
    EXPECT_TRUE(one.trace.truncated || one.unproved);
    EXPECT_LE(one.trace.events.size(), lane_events);
    expect_whole(worker.run(harmless()));
}

TEST(AWorker, ThatIsNoneIsTrouble) {
    const auto start = [](const std::string& path) { WorkerProcess(path, 0, {}); };
    EXPECT_THROW(start("/nonexistent/worker"), WorkerTrouble);
    EXPECT_THROW(start("/bin/true"), WorkerTrouble);
    try {
        start("/bin/ls");
        FAIL();
    } catch (const WorkerTrouble& trouble) {
        EXPECT_NE(trouble.what.find("/bin/ls ended before it ran a case; it printed: "), std::string::npos)
            << trouble.what;
    }
}

TEST(AWorker, WithoutThatSubjectIsTrouble) {
    EXPECT_THROW(WorkerProcess(WAKELAW_MISBEHAVING, 999, {}), WorkerTrouble);
}

TEST(AWorker, IsGoneWithItsSupervisorsObject) {
    const auto children = [] {
        return testing::read_file("/proc/self/task/" + std::to_string(getpid()) + "/children");
    };
    {
        Worker worker("behaves-well");
        expect_whole(worker.run(harmless()));
        EXPECT_NE(children(), "");
    }
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
}

}  // namespace
}  // namespace wakelaw::conformance
