// SPDX-License-Identifier: MIT
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

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

/// What is allowed under control beside the order of threads.
void with_liberties(CLI::App* command, scenario::Liberties& liberties) {
    command->add_flag("--weak", liberties.weak_memory,
                      "Under control, loads may return stale values where C++ allows it");
    command
        ->add_option(
            "--spurious", liberties.spurious,
            "Under control, so many times in a schedule a compare_exchange_weak may fail, and a wait on a "
            "condition variable or a futex return, without a cause (0 to 8)")
        ->check(CLI::Range(0, int{scenario::Liberties::most_spurious}));
}

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
    run_command->add_option("SUBJECT", run.subjects, "Names, globs, or paths of workers and plug-ins")
        ->required();
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
    run_command->add_option("--trace", run.trace, "Write the traces of all failures, for check-trace");
    run_command->add_option("--waivers", run.waivers,
                            "Known violations that are accepted: a TOML file of [[waiver]]s");
    run_command->add_option("--scenario", run.scenario,
                            "Run this scenario file instead of generated scenarios");
    run_command->add_option(
        "--schedules", run.schedules,
        "Under control: exhaustive:K, random, pct:D, pos, sleep-sets; or natural. Default: "
        "small scenarios exhaustively and larger ones sampled, where the subject has a "
        "controlled worker");
    with_liberties(run_command, run.liberties);
    run_command->add_option("--jobs", run.jobs, "Subjects judged at the same time")
        ->check(CLI::Range(1U, 64U));
    run_command->add_flag("--stop-when-found", run.stop_when_found,
                          "Stop at the first violation of a selected rule");
    run_command->add_flag("!--no-doctor", run.examine_adapter,
                          "Judge the rules at once, without a look at the adapter; for specimens");
    run_command->add_flag("--no-colour", no_colour, "Plain text");
    with_places(run_command);

    cli::DoctorOptions doctor;
    CLI::App* doctor_command =
        app.add_subcommand("doctor", "Examine adapters: is what they declare there, does it work at all?");
    doctor_command->add_option("SUBJECT", doctor.subjects, "Names, globs, or paths of workers and plug-ins")
        ->required();
    with_places(doctor_command);

    cli::NewAdapterOptions adapter;
    CLI::App* adapter_command =
        app.add_subcommand("new-adapter", "Write an adapter to begin with, and its build");
    adapter_command->add_option("NAME", adapter.name, "Of the subject: letters, digits, - and _")->required();
    adapter_command->add_option("--in", adapter.folder, "Where the new folder goes (default: here)");

    cli::MatrixOptions matrix;
    CLI::App* matrix_command = app.add_subcommand("matrix", "Print rules by subjects, and what each breaks");
    matrix_command->add_option(
        "SUBJECT", matrix.run.subjects,
        "Names, globs, paths of workers; or records that `run --jsonl` wrote, *.jsonl; "
        "default: all but the suite's own specimens");
    matrix_command->add_option("--format", matrix.format, "markdown or json")
        ->check(CLI::IsMember({"markdown", "json"}));
    matrix_command->add_option("--known", matrix.known,
                               "What is known of findings: a TOML file of [[finding]]s");
    matrix_command->add_option("--output", matrix.output, "Write it to this file");
    matrix_command->add_option("--rule", matrix.run.rules, "Rules to judge (default: all)");
    matrix_command->add_option("--budget", matrix.run.budget, "For each subject, as for run");
    matrix_command->add_option("--cases", matrix.run.cases, "At most this many cases for each subject")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 40));
    matrix_command->add_option("--seed", matrix.run.seed, "The same seed gives the same scenarios")
        ->check(CLI::NonNegativeNumber);
    matrix_command->add_option("--jobs", matrix.run.jobs, "Subjects judged at the same time")
        ->check(CLI::Range(1U, 64U));
    with_places(matrix_command);

    cli::ReplayOptions replay;
    CLI::App* replay_command = app.add_subcommand("replay", "Run the scenario of a token again");
    replay_command->add_option("TOKEN", replay.token, "From a failure page")->required();
    replay_command->add_option("--tries", replay.tries, "How often at most")
        ->check(CLI::Range(1U, 1'000'000U));
    replay_command->add_option("--trace", replay.trace, "Write the trace of the last run, for check-trace");
    replay_command->add_flag(
        "--debug", replay.debug,
        "A controlled schedule, once, on threads of the system and without a supervisor; "
        "prints the command for gdb");
    replay_command->add_flag("--no-colour", no_colour, "Plain text");
    with_places(replay_command);

    cli::SelftestOptions selftest;
    CLI::App* selftest_command =
        app.add_subcommand("selftest", "Check that the suite finds the specimens, and accuses nobody else");
    selftest_command->add_option("--seeds", selftest.seeds, "Sessions for each subject")
        ->check(CLI::PositiveNumber);
    selftest_command->add_option("--first-seed", selftest.first_seed, "The seed of the first session");
    selftest_command->add_option("--budget", selftest.budget,
                                 "For each session: quick (700 cases, at most 10 s) or a time");
    selftest_command->add_option("--cases", selftest.cases, "At most this many cases for each session");
    selftest_command->add_option("--only", selftest.only,
                                 "Names or rules, as a glob; none: all that conform");
    selftest_command->add_option("--jobs", selftest.jobs, "Sessions at the same time")
        ->check(CLI::Range(1U, 64U));
    selftest_command->add_flag(
        "--own-rule", selftest.own_rule,
        "Judge a specimen by its own rule only, and stop when it is found: how often, and how soon");
    selftest_command->add_option(
        "--schedules", selftest.schedules,
        "Nothing but controlled schedules: exhaustive:K, random, pct:D, pos, sleep-sets; or natural");
    with_liberties(selftest_command, selftest.liberties);
    selftest_command->add_flag("--found-under-control", selftest.found_under_control,
                               "Only the specimens that controlled schedules have to show");
    selftest_command->add_option("--expectations", selftest.expectations, "Another expectations.toml");
    selftest_command->add_option("--pages", selftest.pages,
                                 "Compare failure pages with those in this folder, and show how small "
                                 "counterexamples get");
    selftest_command
        ->add_flag("--under-control", selftest.pages_under_control,
                   "With --pages: those that only a controlled schedule shows as well")
        ->needs("--pages");
    selftest_command->add_flag("--approve", selftest.approve, "Write the pages into the folder of --pages")
        ->needs("--pages");
    CLI::Option* const state = selftest_command->add_option(
        "--state", selftest.state,
        "Go on with the seeds that this file does not have yet, until each subject has had --seeds of them");
    selftest_command->add_option("--time", selftest.time, "With --state: for this long (default: 10m)")
        ->needs(state);
    selftest_command
        ->add_option("--power", selftest.power, "Take how surely each specimen was found into this file")
        ->needs("--own-rule");
    with_places(selftest_command);

    std::string trace_file;
    CLI::App* trace_command =
        app.add_subcommand("check-trace", "Apply the laws to traces that came from elsewhere");
    trace_command->add_option("FILE", trace_file, "JSON lines; conformance/TRACES.md describes them")
        ->required();
    trace_command->add_flag("--no-colour", no_colour, "Plain text");

    std::string explained;
    CLI::App* explain_command = app.add_subcommand("explain", "Print rules in full");
    explain_command->add_option("RULE", explained, "Ids or globs, separated by commas")->required();

    // CLI11 would only say that a command is missing.
    const auto is_named = [&](const CLI::App* command) { return command->get_name() == argv[1]; };
    if (argc > 1 && argv[1][0] != '-') {
        const std::vector<CLI::App*> commands = app.get_subcommands([](CLI::App*) { return true; });
        if (std::none_of(commands.begin(), commands.end(), is_named)) {
            std::fprintf(stderr, "wakelaw: there is no command '%s'; `wakelaw --help` shows what there is\n",
                         argv[1]);
            return report::exit_codes::usage;
        }
    }
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
    if (doctor_command->parsed()) {
        doctor.places = places;
        return cli::doctor(doctor);
    }
    if (adapter_command->parsed()) {
        return cli::new_adapter(adapter);
    }
    if (matrix_command->parsed()) {
        matrix.run.places = places;
        matrix.run.terminal = isatty(STDERR_FILENO) != 0;
        return cli::matrix(matrix);
    }
    if (replay_command->parsed()) {
        replay.places = places;
        replay.colour = colour;
        return cli::replay(replay);
    }
    if (selftest_command->parsed()) {
        selftest.places = places;
        return cli::selftest(selftest);
    }
    if (trace_command->parsed()) {
        return cli::check_trace(trace_file, colour);
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
