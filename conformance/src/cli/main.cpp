// SPDX-License-Identifier: MIT
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "report/exit_code.hpp"

namespace {

using namespace wakelaw::conformance;

std::size_t terminal_width() {
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40
               ? std::min<std::size_t>(size.ws_col, 100)
               : 100;
}

constexpr const char* exit_code_help =
    "Exit codes: 0 conformant, 1 violation, 3 inconclusive, 4 bad adapter, 5 nothing selected, 64 usage,\n"
    "70 fault of the suite, 73 a report could not be written (the verdicts stand).";

int run_tool(int argc, char** argv) {
    CLI::App app("wakelaw: holds executors to the contract of Future, Poll, Context and Waker");
    app.footer(exit_code_help);
    app.set_version_flag("--version", WAKELAW_VERSION);
    app.require_subcommand(1);

    const bool colour_wanted = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
    bool no_colour = false;
    cli::Places places;
    const auto with_places = [&](CLI::App* command) {
        command->add_option("--subjects", places.subjects,
                            "Where subjects are: folders or workers (default: beside this tool, or the "
                            "colon-separated WAKELAW_SUBJECTS)");
    };

    cli::ListOptions list;
    bool only_rules = false;
    CLI::App* list_command = app.add_subcommand("list", "Show subjects and rules");
    list_command->add_flag("--rules", only_rules, "Rules only");
    list_command->add_option("--format", list.format, "text or json")->check(CLI::IsMember({"text", "json"}));
    with_places(list_command);

    cli::RunOptions run;
    CLI::App* run_command = app.add_subcommand("run", "Judge subjects by the rules");
    run_command->add_option("SUBJECT", run.subjects, "Names, globs, or paths of workers")->required();
    run_command->add_option("--rule", run.rules,
                            "Rules to judge: ids or globs, separated by commas (default: all)");
    run_command->add_option("--budget", run.budget,
                            "For each subject: quick (10 s), ci (60 s), night (20 min) or a time");
    run_command->add_option("--cases", run.cases, "At most this many cases for each subject")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
    run_command->add_option("--seed", run.seed, "The same seed gives the same scenarios")
        ->check(CLI::NonNegativeNumber);
    run_command->add_option("--jsonl", run.jsonl, "Write the record, JSON lines");
    run_command->add_option("--junit", run.junit, "Write JUnit XML");
    run_command->add_option("--scenario", run.scenario,
                            "Run this scenario file instead of generated scenarios");
    run_command->add_option(
        "--schedules", run.schedules,
        "Under control: exhaustive:K, random, pct:D, pos, sleep-sets; or natural. Default: "
        "small scenarios exhaustively and larger ones sampled, where the subject has a "
        "controlled worker");
    run_command->add_flag("--weak", run.weak_memory,
                          "Under control, loads may return stale values where C++ allows it");
    run_command->add_option("--jobs", run.jobs, "Subjects judged at the same time")
        ->check(CLI::Range(1U, 64U));
    run_command->add_flag("--stop-when-found", run.stop_when_found,
                          "Stop at the first violation of a selected rule");
    run_command->add_flag("--no-colour", no_colour, "Plain text");
    with_places(run_command);

    cli::ReplayOptions replay;
    CLI::App* replay_command = app.add_subcommand("replay", "Run the scenario of a token again");
    replay_command->add_option("TOKEN", replay.token, "From a failure page")->required();
    replay_command->add_option("--tries", replay.tries, "How often at most")
        ->check(CLI::Range(1U, 1'000'000U));
    replay_command->add_flag(
        "--debug", replay.debug,
        "A controlled schedule, once, on threads of the system and without a supervisor; "
        "prints the command for gdb");
    replay_command->add_flag("--no-colour", no_colour, "Plain text");
    with_places(replay_command);

    std::string explained;
    CLI::App* explain_command = app.add_subcommand("explain", "Print rules in full");
    explain_command->add_option("RULE", explained, "Ids or globs, separated by commas")->required();

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        std::fprintf(stderr,
                     "wakelaw: %s; `wakelaw --help` and `wakelaw COMMAND --help` show what there is\n",
                     error.what());
        return report::exit_codes::usage;
    }
    const bool colour = colour_wanted && !no_colour;
    if (list_command->parsed()) {
        list.places = places;
        list.subjects = !only_rules;
        return cli::list(list);
    }
    if (run_command->parsed()) {
        run.places = places;
        run.colour = colour;
        run.terminal = isatty(STDERR_FILENO) != 0;
        return cli::run(run);
    }
    if (replay_command->parsed()) {
        replay.places = places;
        replay.colour = colour;
        return cli::replay(replay);
    }
    return cli::explain(explained, terminal_width());
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run_tool(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "wakelaw: a fault of the suite: %s; please report it\n", error.what());
        return wakelaw::conformance::report::exit_codes::suite_fault;
    }
}
