// SPDX-License-Identifier: MIT
// The command `wakelaw` itself: exit codes, what is said on which channel, and what is written where.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "process.hpp"
#include "report/exit_code.hpp"
#include "report/jsonl.hpp"
#include "rulebook/rulebook.hpp"
#include "scenario/text.hpp"
#include "scenario/token.hpp"

namespace wakelaw::conformance {
namespace {

namespace codes = report::exit_codes;
namespace fs = std::filesystem;
using testing::Environment;
using testing::Finished;
using testing::lines_of;

const std::string subjects = WAKELAW_TEST_SUBJECTS;
const std::string local = "reference-local";

Finished wakelaw(std::vector<std::string> arguments,
                 const Environment& environment = {{"WAKELAW_SUBJECTS", subjects}}) {
    arguments.insert(arguments.begin(), WAKELAW_TOOL);
    return testing::run_program(arguments, environment);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Bad input: nothing on the screen but one line that names the tool and what is wrong.
void expect_refused(const Finished& result, int code, const std::vector<std::string>& parts) {
    EXPECT_EQ(result.code, code) << result.out << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(lines_of(result.err).size(), 1U) << result.err;
    EXPECT_EQ(result.err.rfind("wakelaw: ", 0), 0U) << result.err;
    EXPECT_EQ(result.err.empty() ? ' ' : result.err.back(), '\n');
    for (const std::string& part : parts) {
        EXPECT_TRUE(contains(result.err, part)) << "no '" << part << "' in: " << result.err;
    }
}

/// What the tool complains of, without its progress, which goes to the same channel.
std::vector<std::string> complaints(const std::string& err) {
    std::vector<std::string> lines = lines_of(err);
    std::erase_if(lines, [](const std::string& line) { return line.rfind("wakelaw: ", 0) != 0; });
    return lines;
}

/// Without what a clock says.
std::string timeless(const std::string& text) {
    return std::regex_replace(text, std::regex("in [0-9.]+ s"), "in some time");
}

// list and explain
// ---------------------------------------------------------------------------------------------

TEST(List, ShowsSubjectsAndRules) {
    const Finished result = wakelaw({"list"});
    EXPECT_EQ(result.code, codes::conformant) << result.err;
    EXPECT_EQ(result.err, "");
    EXPECT_TRUE(contains(result.out, local));
    EXPECT_TRUE(contains(result.out, "loses-wakes"));
    EXPECT_TRUE(contains(result.out, "plain, ThreadSanitizer"));
    for (const rulebook::Rule& rule : rulebook::rulebook()) {
        EXPECT_TRUE(contains(result.out, rule.id + " ")) << rule.id;
    }
}

TEST(List, OfRulesOnlyNamesNoSubject) {
    const Finished result = wakelaw({"list", "--rules"});
    EXPECT_EQ(result.code, codes::conformant);
    EXPECT_FALSE(contains(result.out, local));
    EXPECT_EQ(lines_of(result.out).size(), rulebook::rulebook().size() + 1);
}

TEST(List, AsJsonIsReadByAMachine) {
    const Finished result = wakelaw({"list", "--format", "json"});
    ASSERT_EQ(result.code, codes::conformant) << result.err;
    const auto json = nlohmann::json::parse(result.out, nullptr, false);
    ASSERT_TRUE(json.is_object()) << result.out;
    EXPECT_EQ(json.at("rules").size(), rulebook::rulebook().size());
    const auto& all = json.at("subjects");
    const auto found =
        std::find_if(all.begin(), all.end(), [](const auto& one) { return one.at("name") == local; });
    ASSERT_NE(found, all.end());
    EXPECT_EQ(found->at("driving"), "stepping");
    EXPECT_NE(std::find(found->at("capabilities").begin(), found->at("capabilities").end(), "will-wake"),
              found->at("capabilities").end());
}

/// A rule that no law judges.
const rulebook::Rule& untested_rule() {
    const std::vector<rulebook::Rule>& rules = rulebook::rulebook();
    return *std::find_if(rules.begin(), rules.end(),
                         [](const rulebook::Rule& rule) { return !rule.is_tested() && rule.needs.empty(); });
}

TEST(List, ShowsWhichRulesAreNotTested) {
    const rulebook::Rule& untested = untested_rule();
    const Finished text = wakelaw({"list", "--rules"});
    EXPECT_TRUE(contains(text.out, untested.title + " (not tested)\n"));
    const Finished result = wakelaw({"list", "--rules", "--format", "json"});
    const auto list = nlohmann::json::parse(result.out);
    for (const auto& rule : list.at("rules")) {
        EXPECT_EQ(rule.at("tested") == false, rule.contains("untested")) << rule;
        if (rule.at("id") == untested.id) {
            EXPECT_EQ(rule.at("untested"), untested.untested);
        }
    }
}

TEST(Explain, SaysWhyARuleIsNotTested) {
    const rulebook::Rule& untested = untested_rule();
    const Finished result = wakelaw({"explain", untested.id});
    EXPECT_EQ(result.code, codes::conformant);
    EXPECT_TRUE(contains(result.out, "Not tested\n  " + untested.untested.substr(0, 30))) << result.out;
}

TEST(Run, OfNothingButAnUntestedRuleRunsNoCaseAndIsNoPass) {
    const rulebook::Rule& untested = untested_rule();
    const Finished result = wakelaw({"run", local, "--rule", untested.id});
    EXPECT_EQ(result.code, codes::nothing_selected) << result.err;
    EXPECT_TRUE(contains(result.out, "NOT_TESTABLE")) << result.out;
    EXPECT_TRUE(contains(result.out, untested.id + ": " + untested.untested.substr(0, 30))) << result.out;
    EXPECT_TRUE(contains(result.out, "0 cases")) << result.out;
}

TEST(List, SaysOnTheOtherChannelWhatIsNoWorker) {
    const testing::TemporaryFolder folder;
    folder.script("no-worker", "exit 0");
    const Finished result = wakelaw({"list", "--subjects", folder.path.string()});
    EXPECT_EQ(result.code, codes::conformant);
    EXPECT_TRUE(contains(result.out, "none found"));
    EXPECT_EQ(lines_of(result.err).size(), 1U);
    EXPECT_TRUE(contains(result.err, folder.at("no-worker")));
}

TEST(Explain, PrintsTheRule) {
    const Finished result = wakelaw({"explain", "EXEC-1"});
    EXPECT_EQ(result.code, codes::conformant);
    EXPECT_EQ(result.err, "");
    EXPECT_TRUE(contains(result.out, "EXEC-1"));
    EXPECT_GT(lines_of(result.out).size(), 5U);
}

TEST(Explain, OfNoRuleSaysWhereTheRulesAre) {
    expect_refused(wakelaw({"explain", "NOPE-1"}), codes::nothing_selected,
                   {"NOPE-1", "wakelaw list --rules"});
}

// what is refused
// ----------------------------------------------------------------------------------------------

TEST(BadInput, AnUnknownSubjectGetsASuggestion) {
    expect_refused(wakelaw({"run", "reference-locale"}), codes::usage,
                   {"reference-locale", "did you mean 'reference-local'?"});
    expect_refused(wakelaw({"run", "qqqqqqqq"}), codes::usage, {"qqqqqqqq", "wakelaw list"});
    expect_refused(wakelaw({"run", local, "qqqqqqqq"}), codes::usage, {"qqqqqqqq"});
}

TEST(BadInput, APathThatIsNoWorkerIsNamed) {
    expect_refused(wakelaw({"run", "/nonexistent/worker"}), codes::usage,
                   {"/nonexistent/worker", "there is no such file"});
}

TEST(BadInput, ARuleThatSelectsNothingIsNoRun) {
    expect_refused(wakelaw({"run", local, "--rule", "NOPE-*"}), codes::nothing_selected, {"NOPE-*"});
}

TEST(BadInput, ABudgetMustBeOne) {
    for (const char* const budget : {"nonsense", "5", "-5s", "0s", "5 parsecs", "inf", "nan", "25h", ""}) {
        expect_refused(wakelaw({"run", local, "--budget=" + std::string(budget)}), codes::usage,
                       {"--budget"});
    }
}

TEST(BadInput, ATokenMustBeWhole) {
    const scenario::Scenario scenario = scenario::parse_text("wakelaw-scenario 1\ntask 0\n  ready\n").value();
    const std::string token = scenario::to_token({local, "EXEC-1", false, scenario});
    std::string garbled = token;
    garbled[token.size() / 2] = garbled[token.size() / 2] == 'A' ? 'B' : 'A';
    std::string other_version = token;
    other_version[2] = '9';
    for (const std::string& bad : {garbled, token.substr(0, token.size() - 4), other_version,
                                   std::string("rubbish"), std::string("wl1-")}) {
        expect_refused(wakelaw({"replay", bad}), codes::usage, {"token"});
    }
    expect_refused(wakelaw({"replay", scenario::to_token({"elsewhere", "", false, scenario})}), codes::usage,
                   {"elsewhere"});
    expect_refused(wakelaw({"replay", scenario::to_token({"loses-wakes", "", true, scenario})}), codes::usage,
                   {"ThreadSanitizer"});
}

TEST(BadInput, AScenarioFileIsNamedWithItsLine) {
    const testing::TemporaryFolder folder;
    const std::string file = folder.write("odd.scenario", "wakelaw-scenario 1\ntask 0\n  dance 3; ready\n");
    expect_refused(wakelaw({"run", local, "--scenario", file}), codes::usage, {file + ":3: ", "dance"});
    expect_refused(wakelaw({"run", local, "--scenario", folder.at("missing")}), codes::usage,
                   {folder.at("missing")});
    expect_refused(wakelaw({"run", local, "--scenario", folder.write("empty", "")}), codes::usage,
                   {"empty:1: "});
}

TEST(BadInput, AWaiverOfNoRuleIsNamedWithItsLine) {
    const testing::TemporaryFolder folder;
    const std::string file =
        folder.write("waivers.toml", "[[waiver]]\nsubject = \"pool\"\nrule = \"EXEC-99\"\nreason = \"so\"\n");
    expect_refused(wakelaw({"run", local, "--waivers", file}), codes::usage,
                   {file + ":3: there is no rule \"EXEC-99\""});
    expect_refused(wakelaw({"run", local, "--waivers", folder.at("none.toml")}), codes::usage,
                   {"cannot read", "none.toml"});
}

TEST(Run, WithAWaiverOfWhatIsBrokenIsConformantButForThat) {
    const testing::TemporaryFolder folder;
    const std::string waivers = folder.write(
        "waivers.toml",
        "[[waiver]]\nsubject = \"loses-wakes\"\nrule = \"EXEC-2\"\nreason = \"it is made to\"\n");
    const std::vector<std::string> command{"run",     "loses-wakes", "--rule",   "EXEC-2",
                                           "--cases", "400",         "--budget", "1h"};
    EXPECT_EQ(wakelaw(command).code, codes::violation);
    std::vector<std::string> waived = command;
    waived.insert(waived.end(), {"--waivers", waivers});
    const Finished result = wakelaw(waived);
    EXPECT_EQ(result.code, codes::conformant) << result.out << result.err;
    EXPECT_TRUE(contains(result.out, "WAIVED")) << result.out;
    EXPECT_TRUE(contains(result.out, "it is made to")) << result.out;
    EXPECT_TRUE(contains(result.out, "conformant but for what is waived")) << result.out;
}

TEST(Run, WithAWaiverOfWhatPassesSaysThatItCanGo) {
    const testing::TemporaryFolder folder;
    const std::string waivers =
        folder.write("waivers.toml", "[[waiver]]\nsubject = \"" + std::string(local) +
                                         "\"\nrule = \"EXEC-1\"\nreason = \"it was so once\"\n");
    const Finished result = wakelaw({"run", local, "--rule", "EXEC-1", "--cases", "100", "--budget", "1h",
                                     "--schedules", "natural", "--waivers", waivers});
    EXPECT_EQ(result.code, codes::conformant) << result.err;
    EXPECT_TRUE(contains(result.err, "passes EXEC-1; its waiver can go")) << result.err;
}

TEST(Run, ThatPassesSaysHowSurelyViolationsAreFound) {
    const Finished result = wakelaw(
        {"run", local, "--rule", "EXEC-1", "--cases", "100", "--budget", "1h", "--schedules", "natural"});
    EXPECT_EQ(result.code, codes::conformant) << result.err;
    EXPECT_TRUE(std::regex_search(result.out, std::regex("EXEC-1 +MUST +PASS .* [0-9]+: >= [0-9]+ %")))
        << result.out;
}

TEST(BadInput, AStateOfSeedsThatIsNoneIsNamedWithItsLine) {
    const testing::TemporaryFolder folder;
    const std::string file = folder.write("seeds.txt", "yesterday\n");
    const std::string expectations =
        folder.write("expectations.toml", "[[conforming]]\nname = \"" + std::string(local) + "\"\n");
    const std::vector<std::string> command{"selftest", "--expectations", expectations, "--seeds",
                                           "2",        "--state",        file};
    expect_refused(wakelaw(command), codes::usage, {file + ":1: this is no state of seeds"});
    std::vector<std::string> timeless_command = command;
    timeless_command.insert(timeless_command.end(), {"--time", "soon"});
    expect_refused(wakelaw(timeless_command), codes::usage, {"--time soon"});
}

TEST(Selftest, WithAStateGoesOnUntilEachSubjectHasHadItsSeeds) {
    const testing::TemporaryFolder folder;
    const std::string expectations =
        folder.write("expectations.toml", "[[conforming]]\nname = \"" + std::string(local) + "\"\n");
    const std::vector<std::string> command{
        "selftest", "--expectations", expectations,           "--seeds", "3",  "--cases",
        "20",       "--state",        folder.at("seeds.txt"), "--time",  "1ms"};
    // At least one session each time, however short the time is.
    for (const char* const had : {"1 of 3 seeds", "2 of 3 seeds", "3 of 3 seeds", "3 of 3 seeds"}) {
        const Finished result = wakelaw(command);
        EXPECT_EQ(result.code, codes::conformant) << result.out << result.err;
        EXPECT_TRUE(contains(result.out, had)) << result.out;
    }
}

TEST(BadInput, OptionsAndCommandsAreKnownOrRefused) {
    expect_refused(wakelaw({"run", local, "--no-such-option"}), codes::usage, {"--no-such-option"});
    expect_refused(wakelaw({}), codes::usage, {});
    expect_refused(wakelaw({"dance"}), codes::usage, {"dance", "wakelaw --help"});
    expect_refused(wakelaw({"run"}), codes::usage, {"SUBJECT"});
    expect_refused(wakelaw({"replay"}), codes::usage, {"TOKEN"});
    expect_refused(wakelaw({"run", local, "--cases", "0"}), codes::usage, {"--cases"});
    expect_refused(wakelaw({"run", local, "--jobs", "0"}), codes::usage, {"--jobs"});
    expect_refused(wakelaw({"run", local, "--seed", "many"}), codes::usage, {"--seed"});
    expect_refused(wakelaw({"list", "--format", "xml"}), codes::usage, {"--format"});
}

TEST(Help, AndVersionAreNoErrors) {
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"--help"}, {"run", "--help"}, {"--version"}}) {
        const Finished result = wakelaw(arguments);
        EXPECT_EQ(result.code, 0);
        EXPECT_NE(result.out, "");
        EXPECT_EQ(result.err, "");
    }
}

// run
// ----------------------------------------------------------------------------------------------------------

TEST(Run, OfTheReferenceIsConformantAndEndsWithTheClosingLine) {
    const Finished result =
        wakelaw({"run", local, "--cases", "500", "--budget", "1h", "--rule",
                 testing::address_sanitizer ? "EXEC-1,EXEC-2,EXEC-4,EXEC-7,EXEC-19" : "*"});
    EXPECT_EQ(result.code, codes::conformant) << result.out;
    EXPECT_TRUE(complaints(result.err).empty()) << result.err;
    const std::vector<std::string> lines = lines_of(result.out);
    ASSERT_GT(lines.size(), 5U);
    EXPECT_EQ(lines.back(), "1 subject: 1 conformant");
    EXPECT_EQ(result.out.back(), '\n');
    EXPECT_FALSE(contains(result.out, "\x1b[")) << "colours are for terminals";
}

TEST(Run, WithOneSeedTwiceGivesOneTable) {
    const auto run = [](const char* seed) {
        return wakelaw({"run", local, "--cases", "400", "--budget", "1h", "--seed", seed, "--rule",
                        testing::address_sanitizer
                            ? "EXEC-19"
                            : "EXEC-16,EXEC-19"});  // of others, how often depends on who is first
    };
    const Finished first = run("11");
    ASSERT_EQ(first.code, codes::conformant) << first.out;
    EXPECT_EQ(timeless(first.out), timeless(run("11").out));
    EXPECT_NE(timeless(first.out), timeless(run("12").out)) << "the seed is part of it";
}

TEST(Run, TakesThePathOfAWorkerForASubject) {
    const Finished result =
        wakelaw({"run", WAKELAW_REFERENCE_LOCAL, "--cases", "100", "--budget", "1h", "--rule", "EXEC-1"},
                {{"WAKELAW_SUBJECTS", ""}});
    EXPECT_EQ(result.code, codes::conformant) << result.out << result.err;
    EXPECT_TRUE(contains(result.out, local + ": conformant"));
}

TEST(Run, FindsSubjectsWhereItIsToldAndNowhereElse) {
    const testing::TemporaryFolder empty;
    const std::vector<std::string> command{"run",      local, "--cases", "50",
                                           "--budget", "1h",  "--rule",  "EXEC-1"};
    EXPECT_EQ(wakelaw(command, {{"WAKELAW_SUBJECTS", empty.path.string()}}).code, codes::usage);
    EXPECT_EQ(wakelaw(command, {{"WAKELAW_SUBJECTS", empty.path.string() + ":" + subjects}}).code,
              codes::conformant);
    std::vector<std::string> told = command;
    told.insert(told.end(), {"--subjects", subjects});
    EXPECT_EQ(wakelaw(told, {{"WAKELAW_SUBJECTS", empty.path.string()}}).code, codes::conformant)
        << "the option goes before the environment";
}

TEST(Run, OfAGlobJudgesEachSubjectAndTheGravestDecides) {
    const Finished result = wakelaw(
        {"run", local, "loses-*", "--cases", "300", "--budget", "1h", "--rule", "EXEC-2", "--jobs", "2"});
    EXPECT_EQ(result.code, codes::violation) << result.out;
    EXPECT_EQ(lines_of(result.out).back(), "3 subjects: 1 conformant, 2 not conformant");
    const std::size_t first = result.out.find(local + ": conformant");
    const std::size_t second = result.out.find("loses-wakes: not conformant");
    const std::size_t third = result.out.find("loses-wakes-on-a-thread: not conformant");
    EXPECT_LT(first, second);
    EXPECT_LT(second, third) << "in the order they were named, whoever was first to end";
    EXPECT_NE(third, std::string::npos);
}

TEST(Run, OfAScenarioFileRunsThatScenario) {
    const testing::TemporaryFolder folder;
    const std::string file =
        folder.write("one.scenario", "wakelaw-scenario 1\ntask 0\n  wake_self 1; await_wake 0\n  ready\n");
    const Finished result = wakelaw(
        {"run", "loses-wakes", "--scenario", file, "--cases", "3", "--rule", "EXEC-2", "--budget", "1h"});
    EXPECT_TRUE(result.code == codes::violation || result.code == codes::inconclusive) << result.out;
    EXPECT_TRUE(contains(result.out, "1 subject: ")) << result.out;
}

TEST(Run, GivesNoColourToAFileAndKnowsTheOptionsThatForbidIt) {
    for (const Environment& environment : {Environment{{"WAKELAW_SUBJECTS", subjects}, {"NO_COLOR", "1"}},
                                           Environment{{"WAKELAW_SUBJECTS", subjects}}}) {
        const Finished result = wakelaw(
            {"run", "loses-wakes", "--cases", "100", "--budget", "1h", "--rule", "EXEC-2", "--no-colour"},
            environment);
        EXPECT_EQ(result.code, codes::violation) << result.out << result.err;
        EXPECT_FALSE(contains(result.out, "\x1b["));
    }
}

TEST(Run, ThatIsInterruptedPrintsTheVerdictsSoFarAndBlamesNobody) {
    testing::Child tool({WAKELAW_TOOL, "run", local, "--budget", "24h", "--rule", "EXEC-1"},
                        {{"WAKELAW_SUBJECTS", subjects}});
    // A worker at work: the tool listens to signals by then.
    testing::wait_for([&] {
        const std::string task = "/proc/" + std::to_string(tool.id());
        std::istringstream children(
            testing::read_file(task + "/task/" + std::to_string(tool.id()) + "/children"));
        for (std::string child; children >> child;) {
            if (contains(testing::read_file("/proc/" + child + "/cmdline"), "--work")) {
                return true;
            }
        }
        return false;
    });
    tool.signal_group(SIGINT);  // as a terminal does
    tool.finish();
    EXPECT_TRUE(tool.code == codes::conformant || tool.code == codes::inconclusive) << tool.code << '\n'
                                                                                    << tool.out;
    EXPECT_TRUE(contains(tool.out, local + ": ")) << tool.out;
    EXPECT_FALSE(contains(tool.out, "CRASH")) << tool.out;
    EXPECT_EQ(lines_of(tool.out).back().rfind("1 subject: ", 0), 0U);
}

// reports
// ------------------------------------------------------------------------------------------------------

TEST(Matrix, OfARecordAndOfARunShowsBothAndTakesTheGravestCode) {
    const testing::TemporaryFolder folder;
    ASSERT_EQ(wakelaw({"run", "loses-wakes", "--cases", "300", "--budget", "1h", "--rule", "EXEC-2",
                       "--jsonl", folder.at("out.jsonl")})
                  .code,
              codes::violation);
    const std::string known = folder.write(
        "known.toml", "[[finding]]\nsubject = \"loses-wakes\"\nrule = \"EXEC-2\"\nupstream = \"our own\"\n");
    const std::vector<std::string> command{"matrix", folder.at("out.jsonl"),
                                           local,    "--cases",
                                           "100",    "--budget",
                                           "1h",     "--rule",
                                           "EXEC-2", "--known",
                                           known};
    const Finished markdown = wakelaw(command);
    EXPECT_EQ(markdown.code, codes::violation) << markdown.err;
    EXPECT_TRUE(contains(markdown.out, "| rule | loses-wakes | reference-local |")) << markdown.out;
    EXPECT_TRUE(contains(markdown.out, "| EXEC-2 | **FAIL** | pass |")) << markdown.out;
    EXPECT_TRUE(contains(markdown.out, "Upstream: our own")) << markdown.out;

    std::vector<std::string> as_json = command;
    as_json.insert(as_json.end(), {"--format", "json", "--output", folder.at("matrix.json")});
    const Finished json = wakelaw(as_json);
    EXPECT_EQ(json.code, codes::violation) << json.err;
    EXPECT_EQ(json.out, "");
    const auto read = nlohmann::json::parse(testing::read_file(folder.at("matrix.json")));
    EXPECT_EQ(read["rules"][0]["verdicts"][local]["verdict"], "PASS");
}

TEST(Matrix, OfNoSubjectInParticularShowsAllButTheSuitesOwnSpecimens) {
    const testing::TemporaryFolder folder;
    const std::vector<std::string> command{
        "matrix", "--subjects", folder.path.string(), "--cases", "100", "--budget", "1h", "--rule", "EXEC-5"};
    fs::create_symlink(subjects + "/wakelaw_test_loses_wakes", folder.at("specimens-of-ours"));
    expect_refused(wakelaw(command), codes::usage, {"there is no subject", "--subjects"});
    fs::create_symlink(subjects + "/wakelaw_test_reference_local", folder.at("mine"));
    const Finished result = wakelaw(command);
    EXPECT_EQ(result.code, codes::conformant) << result.err;
    EXPECT_TRUE(contains(result.out, "| rule | reference-local |")) << result.out;
}

TEST(Matrix, RefusesWhatItCannotRead) {
    expect_refused(wakelaw({"matrix", "/nowhere/out.jsonl"}), codes::usage, {"/nowhere/out.jsonl"});
    expect_refused(wakelaw({"matrix", local, "--known", "/nowhere/known.toml"}), codes::usage,
                   {"/nowhere/known.toml"});
}

TEST(Reports, AreReadableAndSayWhatTheScreenSays) {
    const testing::TemporaryFolder folder;
    const Finished result =
        wakelaw({"run", local, "loses-wakes", "--cases", "300", "--budget", "1h", "--rule", "EXEC-1,EXEC-2",
                 "--jsonl", folder.at("out.jsonl"), "--junit", folder.at("out.xml")});
    EXPECT_EQ(result.code, codes::violation) << result.err;
    const report::ReadRecord record = report::read_jsonl(folder.at("out.jsonl"));
    ASSERT_TRUE(record.run) << record.error;
    ASSERT_EQ(record.run->subjects.size(), 2U);
    EXPECT_EQ(report::exit_code(*record.run), codes::violation);
    const report::SubjectResult& loser = record.run->subjects[1];
    EXPECT_EQ(loser.subject, "loses-wakes");
    ASSERT_EQ(loser.rules.size(), 2U);
    ASSERT_TRUE(loser.rules[1].failure);
    EXPECT_TRUE(contains(result.out, loser.rules[1].failure->token));

    const std::string xml = testing::read_file(folder.at("out.xml"));
    EXPECT_EQ(xml.rfind("<?xml", 0), 0U);
    // Well-formed: tags nest, and nothing is left open.
    std::vector<std::string> open;
    const std::regex tag("<(/?)([A-Za-z][^\\s/>]*)([^<>]*?)(/?)>");
    for (auto it = std::sregex_iterator(xml.begin(), xml.end(), tag); it != std::sregex_iterator(); ++it) {
        if ((*it)[1].length() != 0) {
            ASSERT_FALSE(open.empty());
            ASSERT_EQ(open.back(), (*it)[2].str());
            open.pop_back();
        } else if ((*it)[4].length() == 0) {
            open.push_back((*it)[2].str());
        }
    }
    EXPECT_TRUE(open.empty());
    EXPECT_TRUE(contains(xml, "<failure"));
    EXPECT_FALSE(std::regex_search(xml, std::regex("&(?!(amp|lt|gt|quot|apos|#[0-9x]))")));
}

TEST(Reports, ThatCannotBeWrittenCostNoVerdict) {
    const testing::TemporaryFolder folder;
    for (const std::string& place :
         {std::string("/dev/full"), folder.at("missing/out.jsonl"), folder.path.string()}) {
        for (const char* const option : {"--jsonl", "--junit"}) {
            const Finished result =
                wakelaw({"run", local, "--cases", "60", "--budget", "1h", "--rule", "EXEC-1", option, place});
            EXPECT_EQ(result.code, codes::unwritten_report) << place;
            EXPECT_TRUE(contains(result.out, local + ": conformant"));
            EXPECT_EQ(lines_of(result.out).back(), "1 subject: 1 conformant");
            ASSERT_EQ(complaints(result.err).size(), 1U) << result.err;
            EXPECT_TRUE(contains(complaints(result.err).front(), place)) << result.err;
        }
    }
    EXPECT_EQ(wakelaw({"run", "loses-wakes", "--cases", "60", "--budget", "1h", "--rule", "EXEC-2", "--jsonl",
                       "/dev/full"})
                  .code,
              codes::violation)
        << "a violation is the graver news";
}

// replay
// -------------------------------------------------------------------------------------------------------

TEST(Replay, OfATokenFromAReportShowsTheSameFailure) {
    const testing::TemporaryFolder folder;
    for (const char* const name : {"loses-wakes", "loses-wakes-on-a-thread"}) {
        ASSERT_EQ(wakelaw({"run", name, "--cases", "300", "--budget", "1h", "--rule", "EXEC-2", "--jsonl",
                           folder.at(name)})
                      .code,
                  codes::violation);
        const report::ReadRecord record = report::read_jsonl(folder.at(name));
        ASSERT_TRUE(record.run) << record.error;
        const report::Failure& failure = record.run->subjects.front().rules.front().failure.value();
        const Finished again = wakelaw({"replay", failure.token});
        EXPECT_EQ(again.code, codes::violation) << again.out << again.err;
        EXPECT_TRUE(contains(again.out, "EXEC-2"));
        EXPECT_TRUE(contains(again.out, failure.token));
        EXPECT_TRUE(contains(again.out, scenario::to_text(failure.scenario)));
    }
}

TEST(Replay, OfWhatConformsSaysSo) {
    const scenario::Scenario scenario =
        scenario::parse_text("wakelaw-scenario 1\ntask 0\n  wake_self 1; yield\n  ready\n").value();
    const Finished result =
        wakelaw({"replay", scenario::to_token({local, "EXEC-2", false, scenario}), "--tries", "3"});
    EXPECT_EQ(result.code, codes::inconclusive);
    EXPECT_TRUE(contains(result.out, "no rule was broken in 3 runs")) << result.out;
    EXPECT_TRUE(contains(result.out, "EXEC-2"));
}

// check-trace
// ------------------------------------------------------------------------------------------------

const char* const whole_trace =
    "{\"kind\":\"header\",\"format\":\"wakelaw-trace-1\",\"subject\":\"mine\",\"driving\":\"threads\","
    "\"capabilities\":[]}\n"
    "{\"kind\":\"spawn_begin\",\"event\":0,\"task\":0}\n"
    "{\"kind\":\"spawn_end\",\"event\":1,\"task\":0}\n"
    "{\"kind\":\"poll_begin\",\"event\":2,\"thread\":4,\"task\":0}\n"
    "{\"kind\":\"poll_end\",\"event\":3,\"thread\":4,\"task\":0,\"object\":1}\n"
    "{\"kind\":\"poll_begin\",\"event\":4,\"thread\":4,\"task\":0,\"flags\":[\"after-end\"]}\n"
    "{\"kind\":\"poll_end\",\"event\":5,\"thread\":4,\"task\":0,\"object\":1}\n"
    "{\"kind\":\"finished\",\"event\":6}\n"
    "{\"kind\":\"case_end\",\"event\":7}\n"
    "{\"kind\":\"footer\",\"events\":8}\n";

TEST(CheckTrace, FindsWhatATraceFromElsewhereBreaks) {
    const testing::TemporaryFolder folder;
    const Finished result = wakelaw({"check-trace", folder.write("one.jsonl", whole_trace)});
    EXPECT_EQ(result.code, codes::violation) << result.err;
    EXPECT_TRUE(contains(result.out, "trace 1 of 1, mine, 8 events")) << result.out;
    EXPECT_TRUE(contains(result.out, "FAIL  EXEC-7")) << result.out;
    EXPECT_EQ(result.err, "");
}

TEST(CheckTrace, ReadsWhatARunHasWritten) {
    const testing::TemporaryFolder folder;
    const std::string file = folder.at("traces.jsonl");
    const Finished run = wakelaw(
        {"run", "loses-wakes", "--cases", "300", "--budget", "1h", "--rule", "EXEC-2", "--trace", file});
    ASSERT_EQ(run.code, codes::violation) << run.err;
    const Finished result = wakelaw({"check-trace", file});
    EXPECT_EQ(result.code, codes::violation) << result.err;
    EXPECT_TRUE(contains(result.out, "EXEC-2")) << result.out;
}

TEST(CheckTrace, ReadsWhatAReplayHasWritten) {
    const testing::TemporaryFolder folder;
    const std::string file = folder.at("trace.jsonl");
    const scenario::Scenario scenario =
        scenario::parse_text("wakelaw-scenario 1\ntask 0\n  wake_self 1; yield\n  ready\n").value();
    const Finished replay = wakelaw(
        {"replay", scenario::to_token({local, "EXEC-2", false, scenario}), "--tries", "1", "--trace", file});
    EXPECT_EQ(replay.code, codes::inconclusive) << replay.err;
    const Finished result = wakelaw({"check-trace", file});
    EXPECT_EQ(result.code, codes::conformant) << result.out << result.err;
    EXPECT_TRUE(contains(result.out, "none broken")) << result.out;
}

TEST(CheckTrace, OfTheDocumentsExampleIsConformant) {
    std::ifstream document(WAKELAW_TRACES_DOCUMENT);
    std::string text((std::istreambuf_iterator<char>(document)), std::istreambuf_iterator<char>());
    const std::size_t begin = text.find("```json\n");
    ASSERT_NE(begin, std::string::npos);
    text = text.substr(begin + 8, text.find("```", begin + 8) - begin - 8);
    const testing::TemporaryFolder folder;
    const Finished result = wakelaw({"check-trace", folder.write("example.jsonl", text)});
    EXPECT_EQ(result.code, codes::conformant) << result.out << result.err;
}

TEST(CheckTrace, OfBadFilesSaysWhereAndWhatToDo) {
    const testing::TemporaryFolder folder;
    const std::string whole = whole_trace;
    const auto refused = [&](const std::string& text, const std::vector<std::string>& parts) {
        const std::string file = folder.write("bad.jsonl", text);
        std::vector<std::string> all = parts;
        all.push_back(file + ":");
        expect_refused(wakelaw({"check-trace", file}), codes::usage, all);
    };
    refused("", {":1: ", "no trace"});
    refused("nonsense\n", {":1: ", "no JSON object"});
    refused(whole.substr(0, whole.rfind("{\"kind\":\"footer")), {":10: ", "footer is missing", "cut off"});
    refused(whole.substr(0, whole.size() - 20), {":10: ", "no JSON object"});
    refused(whole.substr(whole.find('\n') + 1), {":1: ", "header"});
    const auto replaced = [&](const std::string& old, const std::string& fresh) {
        std::string text = whole;
        text.replace(text.find(old), old.size(), fresh);
        return text;
    };
    refused(replaced("poll_begin", "pole_begin"), {":4: ", "unknown kind \"pole_begin\""});
    refused(replaced("\"event\":3", "\"event\":2"), {":5: ", "out of order", "event 3 was expected"});
    refused(replaced("spawn_begin", "spawn_end"), {":2: ", "out of order", "without a spawn_begin"});
    refused(replaced("\"events\":8", "\"events\":9"), {":10: ", "counts 9 events, and there are 8"});
    refused(replaced("\"object\":1", "\"object\":7"), {":5: ", "0 to 2"});
    refused(replaced("after-end", "after-all"), {":6: ", "unknown flag \"after-all\""});
    refused(replaced("threads", "wheels"), {":1: ", "unknown driving style"});
    refused(whole.substr(0, 130) + std::string(5000, 'x'), {"4096 characters"});
    expect_refused(wakelaw({"check-trace", folder.at("none.jsonl")}), codes::usage, {"cannot be read"});
}

TEST(CheckTrace, OfTooManyEventsStopsThere) {
    const testing::TemporaryFolder folder;
    const std::string file = folder.at("long.jsonl");
    {
        std::ofstream out(file, std::ios::binary);
        out << std::string(whole_trace).substr(0, std::string(whole_trace).find('\n') + 1);
        for (int i = 0; i < 250'000; ++i) {
            out << "{\"kind\":\"nudged\",\"event\":" << i << "}\n";
        }
    }
    expect_refused(wakelaw({"check-trace", file}), codes::usage,
                   {file + ":200002: ", "more than 200,000 events"});
}

}  // namespace
}  // namespace wakelaw::conformance
