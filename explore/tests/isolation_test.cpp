// SPDX-License-Identifier: MIT
// What harms the process costs one process, and is found again by its choices.
#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include <wakelaw/explore/controller.hpp>

#include "programs.hpp"
#include "testing.hpp"

namespace {

using namespace testing_explore;
using wakelaw::explore::explore;
using wakelaw::explore::Uncontrolled;

/// Crashes in few schedules.
void crashes_when_late() {
    std::atomic<int> stage{0};
    std::thread other([&] {
        stage.fetch_add(1);
        stage.fetch_add(1);
    });
    if (stage.load() == 1 && stage.load() == 1 && stage.load() == 2) {
        *reinterpret_cast<volatile int*>(8) = 1;
    }
    other.join();
}

TEST(Isolation, ACrashIsAFindingWithATokenThatCrashesAgain) {
    const Result found = explore(crashes_when_late, with(Strategy::random));
    expect_finding(found, Kind::crash);
    EXPECT_NE(found.finding->message.find("signal 11"), std::string::npos) << found.finding->message;
    EXPECT_FALSE(found.finding->table.empty());
    Options options;
    options.replay = found.finding->token;
    expect_finding(explore(crashes_when_late, options), Kind::crash);
}

TEST(Isolation, TerminateAndExitAreCrashes) {
    const Result thrown =
        explore([] { std::thread([] { throw std::runtime_error("nobody catches it"); }).join(); });
    expect_finding(thrown, Kind::crash);
    EXPECT_NE(thrown.finding->message.find("signal 6"), std::string::npos) << thrown.finding->message;
    const Result left = explore([] { std::_Exit(3); });
    expect_finding(left, Kind::crash);
    EXPECT_NE(left.finding->message.find("exit code 3"), std::string::npos) << left.finding->message;
}

TEST(Isolation, AnExceptionOfTheBodyIsAnAssertionThatSaysWhat) {
    const Result result = explore([] { throw std::runtime_error("of the body"); });
    expect_finding(result, Kind::assertion);
    EXPECT_NE(result.finding->message.find("of the body"), std::string::npos) << result.finding->message;
}

TEST(Isolation, TheCallersMemoryIsUntouched) {
    int touched = 0;
    expect_clean(explore([&] { ++touched; }, with(Strategy::random, 10)));
    EXPECT_EQ(touched, 0);
}

TEST(Isolation, WithoutProcessesTheBodySeesTheCallersMemory) {
    Options options = with(Strategy::random, 10);
    options.schedules_per_process = 0;
    int touched = 0;
    expect_clean(explore(
        [&] {
            const Uncontrolled uncontrolled;
            ++touched;
        },
        options));
    EXPECT_GE(touched, 10);
}

TEST(Isolation, WithoutProcessesADeadlockIsReportedAndLeavesTheProgramAlive) {
    Options options = with(Strategy::random);
    options.schedules_per_process = 0;
    for (const Carrier carrier : {Carrier::user_level, Carrier::threads}) {
        options.carrier = carrier;
        for (int round = 0; round < 3; ++round) {
            const Result result = explore(programs::lock_order<programs::Version::faulty>, options);
            expect_finding(result, Kind::deadlock);
            EXPECT_FALSE(result.finding->table.empty());
        }
        expect_clean(explore(programs::lock_order<programs::Version::correct>, options));
    }
}

TEST(Isolation, ABodyThatComputesWithoutEndIsNamed) {
    Options options;
    options.patience = 0.5;
    const Result result = explore(
        [] {
            volatile bool goes_on = true;
            while (goes_on) {
            }
        },
        options);
    expect_finding(result, Kind::uncontrolled);
    EXPECT_NE(result.finding->message.find("no step within"), std::string::npos) << result.finding->message;
}

/// Depends on something that the runtime does not control.
void depends_on_what_is_left_over() {
    static int runs = 0;
    int run = 0;
    {
        const Uncontrolled uncontrolled;
        run = ++runs;
    }
    std::atomic<int> value{0};
    for (int i = 0; i < run; ++i) {
        value.fetch_add(1);
    }
}

TEST(Nondeterminism, IsNamedWithTheStepAtWhichTheRunsDiffer) {
    for (const Strategy strategy : {Strategy::random, Strategy::exhaustive, Strategy::portfolio}) {
        const Result result = explore(depends_on_what_is_left_over, with(strategy, 100));
        expect_finding(result, Kind::nondeterministic);
        EXPECT_NE(result.finding->message.find("step"), std::string::npos) << result.finding->message;
    }
}

}  // namespace
