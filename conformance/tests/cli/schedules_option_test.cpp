// SPDX-License-Identifier: MIT
// The command `wakelaw` and controlled schedules: --schedules, --weak, --spurious, and tokens that carry a
// schedule.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "process.hpp"
#include "report/exit_code.hpp"
#include "report/jsonl.hpp"
#include "scenario/text.hpp"
#include "scenario/token.hpp"

namespace wakelaw::conformance {
namespace {

namespace codes = report::exit_codes;
using testing::Finished;
using testing::lines_of;

const std::string places = std::string(WAKELAW_TEST_SUBJECTS) + ":" + WAKELAW_SPECIMENS + ":" + WAKELAW_BASES;

Finished wakelaw(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), WAKELAW_TOOL);
    return testing::run_program(arguments, {{"WAKELAW_SUBJECTS", places}});
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void expect_refused(const Finished& result, const std::vector<std::string>& parts) {
    EXPECT_EQ(result.code, codes::usage) << result.out << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
    EXPECT_EQ(result.err.rfind("wakelaw: ", 0), 0U) << result.err;
    for (const std::string& part : parts) {
        EXPECT_TRUE(contains(result.err, part)) << "no '" << part << "' in: " << result.err;
    }
}

std::string token_in(const std::string& text) {
    std::smatch found;
    return std::regex_search(text, found, std::regex("wl1-[A-Za-z0-9_-]+")) ? found[0].str() : std::string();
}

/// A token of a failure of late-look, with a schedule.
const std::string& token_with_schedule() {
    static const std::string token = [] {
        const Finished run = wakelaw({"run", "late-look", "--rule", "EXEC-1", "--schedules", "exhaustive:2",
                                      "--cases", "2000", "--budget", "1h", "--stop-when-found"});
        EXPECT_EQ(run.code, codes::violation) << run.out << run.err;
        return token_in(run.out);
    }();
    return token;
}

TEST(TheOptionSchedules, HasToNameAStrategy) {
    for (const char* const bad : {"exhaustive:9", "pct:0", "fast", "exhaustive"}) {
        expect_refused(wakelaw({"run", "late-look", "--schedules", bad}),
                       {std::string("--schedules ") + bad, "exhaustive:K", "natural"});
    }
    expect_refused(wakelaw({"run", "late-look", "--schedules", "natural", "--weak"}), {"--weak"});
    expect_refused(wakelaw({"run", "late-look", "--schedules", "natural", "--spurious", "1"}),
                   {"--spurious"});
    expect_refused(wakelaw({"selftest", "--only", "late-look", "--spurious", "1"}), {"--spurious"});
    for (const char* const bad : {"9", "-1", "once"}) {
        const Finished result = wakelaw({"run", "late-look", "--schedules", "pos", "--spurious", bad});
        EXPECT_EQ(result.code, codes::usage) << result.out << result.err;
        EXPECT_TRUE(contains(result.err, "--spurious")) << result.err;
    }
}

TEST(TheOptionSchedules, CostsASubjectWithoutAControlledWorkerItsOwnVerdictOnly) {
    const Finished result = wakelaw({"run", "loses-wakes", "reference-local", "--rule", "EXEC-1",
                                     "--schedules", "random", "--cases", "30", "--budget", "1h"});
    EXPECT_EQ(result.code, codes::bad_adapter) << result.out;
    EXPECT_TRUE(contains(result.out, "no controlled worker")) << result.out;
    EXPECT_TRUE(contains(result.out, "reference-local: conformant")) << result.out;
}

TEST(TheOptionSchedules, IsUnderstoodInAllItsSpellings) {
    for (const char* const schedules : {"exhaustive:1", "random", "pct:3", "pos", "sleep-sets", "natural"}) {
        for (const bool weak : {false, true}) {
            if (weak && std::string(schedules) == "natural") {
                continue;
            }
            std::vector<std::string> command{
                "run",     "reference-local", "--rule", "EXEC-1,EXEC-2", "--schedules",
                schedules, "--cases",         "50",     "--budget",      "1h"};
            if (weak) {
                command.emplace_back("--weak");
            }
            const Finished result = wakelaw(command);
            EXPECT_EQ(result.code, codes::conformant) << schedules << result.out << result.err;
            EXPECT_EQ(contains(result.out, "schedules: "), std::string(schedules) != "natural") << result.out;
        }
    }
}

TEST(TheOptionSpurious, ShowsWhoWaitsWithoutALoop) {
    const std::vector<std::string> command{"run",         "takes-a-return-for-the-end",
                                           "--rule",      "EXEC-1",
                                           "--schedules", "exhaustive:1",
                                           "--budget",    "1h",
                                           "--cases",     "300"};
    const Finished without = wakelaw(command);
    EXPECT_EQ(without.code, codes::conformant) << without.out << without.err;
    for (const char* const schedules : {"exhaustive:1", "random", "pos"}) {
        std::vector<std::string> with = command;
        with[5] = schedules;
        with.insert(with.end(), {"--spurious", "1", "--stop-when-found"});
        const Finished found = wakelaw(with);
        EXPECT_EQ(found.code, codes::violation) << found.out << found.err;
        const std::string token = token_in(found.out);
        const Finished again = wakelaw({"replay", token});
        EXPECT_EQ(again.code, codes::violation) << again.out << again.err;
        EXPECT_EQ(wakelaw({"replay", token}).out, again.out);
        const Finished debugged = wakelaw({"replay", token, "--debug"});
        EXPECT_TRUE(contains(debugged.out, " spurious:1\n")) << debugged.out;
        EXPECT_TRUE(contains(debugged.out, "stalled")) << debugged.out;
    }
}

TEST(ATokenWithASchedule, ShowsTheSameEventsEachTime) {
    const Finished first = wakelaw({"replay", token_with_schedule()});
    EXPECT_EQ(first.code, codes::violation) << first.out << first.err;
    EXPECT_TRUE(contains(first.out, "EXEC-1"));
    EXPECT_TRUE(contains(first.out, "(controlled)"));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(wakelaw({"replay", token_with_schedule()}).out, first.out);
    }
}

TEST(ATokenWithASchedule, RunsInOneProcessForADebugger) {
    const Finished result = wakelaw({"replay", token_with_schedule(), "--debug"});
    EXPECT_EQ(result.code, 0) << result.out << result.err;
    const std::vector<std::string> lines = lines_of(result.out);
    ASSERT_GT(lines.size(), 5U);
    EXPECT_EQ(lines.front().rfind("gdb --args ", 0), 0U) << lines.front();
    EXPECT_TRUE(contains(result.out, "poll_begin")) << result.out;
    EXPECT_TRUE(contains(result.out, "stalled")) << result.out;
}

TEST(ATokenWithASchedule, OfAnotherBuildIsRefused) {
    scenario::Replay token = scenario::parse_token(token_with_schedule()).value();
    ++token.schedule->digest;
    expect_refused(wakelaw({"replay", scenario::to_token(token)}),
                   {"another build", "wakelaw run late-look"});
    token.subject = "loses-wakes";
    expect_refused(wakelaw({"replay", scenario::to_token(token)}), {"controlled worker of loses-wakes"});
}

TEST(ATokenWithASchedule, ThatIsGarbledIsRefused) {
    std::string token = token_with_schedule();
    token[token.size() - 9] = token[token.size() - 9] == 'A' ? 'B' : 'A';
    expect_refused(wakelaw({"replay", token}), {"token"});
    expect_refused(wakelaw({"replay", token_with_schedule().substr(0, token.size() - 6)}), {"token"});
}

TEST(ATokenWithoutASchedule, HasNothingToDebug) {
    const scenario::Scenario scenario = scenario::parse_text("wakelaw-scenario 1\ntask 0\n  ready\n").value();
    expect_refused(
        wakelaw({"replay", scenario::to_token({"late-look", "EXEC-1", false, scenario}), "--debug"}),
        {"--debug", "no schedule"});
}

TEST(AWorker, RefusesADebugLineThatWasChanged) {
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"--debug", "0", "zz", "00"},
                                               {"--debug", "9999", "00", "00"},
                                               {"--debug", "0", "00", "0"},
                                               {"--debug", "0", "00", "00", "spurious:9"},
                                               {"--debug", "0", "00", "00", "strong"}}) {
        std::vector<std::string> command{std::string(WAKELAW_BASES) + ".controlled"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        const Finished result = testing::run_program(command, {});
        EXPECT_EQ(result.code, codes::usage);
        EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
    }
}

}  // namespace
}  // namespace wakelaw::conformance
