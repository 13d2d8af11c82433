// SPDX-License-Identifier: MIT
//
// Explores the scenarios of the driver that it is linked with, in rounds that become longer, until something
// is found or the time is over.
//
//   DRIVER SECONDS            until a finding, at most so long; of processor time: load changes nothing
//   DRIVER schedules NUMBER   NUMBER schedules of each scenario with each strategy, and weak memory or not
//   DRIVER exhaust NUMBER     each scenario exhaustively with 0, 1, and 2 preemptions; NUMBER schedules at
//                             most for each, and a line that says whether there are more
//   DRIVER replay NAME TOKEN [weak]
//
// Exit code: 0 nothing found, 9 a finding, which is printed; 10 a scenario that cannot be explored; 64 bad
// usage.
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include <wakelaw/explore.hpp>

#include "scenario.hpp"

namespace wakelaw::explore::mutation {

namespace {

constexpr int found_exit_code = 9;
constexpr int not_explored_exit_code = 10;
constexpr int usage_exit_code = 64;

struct Attempt {
    Strategy strategy;
    bool weak_memory;
};
constexpr std::array attempts{
    Attempt{Strategy::random, false}, Attempt{Strategy::random, true},      Attempt{Strategy::pos, false},
    Attempt{Strategy::pos, true},     Attempt{Strategy::exhaustive, false}, Attempt{Strategy::pct, true},
    Attempt{Strategy::pct, false},
};

/// What this process and the workers that it has waited for have used, in seconds.
double processor_time() {
    double seconds = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        getrusage(who, &usage);
        for (const timeval& part : {usage.ru_utime, usage.ru_stime}) {
            seconds += static_cast<double>(part.tv_sec) + static_cast<double>(part.tv_usec) / 1e6;
        }
    }
    return seconds;
}

void print(const Scenario& scenario, const Options& options, const Finding& finding) {
    std::cout << scenario.name << ": " << to_string(options.strategy)
              << (options.weak_memory ? ", weak memory" : "") << ", seed " << options.seed << ", schedule "
              << finding.schedule << ": " << to_string(finding.kind) << ": " << finding.message << '\n'
              << finding.table << "token " << finding.token << '\n';
}

/// Such a finding says nothing about the reference.
bool is_about_the_scenario(Kind kind) {
    return kind == Kind::uncontrolled || kind == Kind::nondeterministic || kind == Kind::unsupported;
}

/// True if something was found.
bool run(const Scenario& scenario, const Options& options) {
    const Result result = explore(scenario.run, options);
    if (!result.finding) {
        return false;
    }
    print(scenario, options, *result.finding);
    if (is_about_the_scenario(result.finding->kind)) {
        std::exit(not_explored_exit_code);
    }
    return true;
}

Options options_of(const Attempt& attempt, std::uint64_t schedules) {
    Options options;
    options.strategy = attempt.strategy;
    options.weak_memory = attempt.weak_memory;
    options.schedules = schedules;
    options.detect_leaks = true;
    return options;
}

bool search(double seconds) {
    std::uint64_t schedules = 50;
    for (std::uint64_t seed = 1;; ++seed, schedules *= 2) {
        for (const Attempt& attempt : attempts) {
            for (const Scenario& scenario : scenarios()) {
                if (processor_time() >= seconds) {
                    return false;
                }
                Options options = options_of(attempt, schedules);
                options.seed = seed;
                if (run(scenario, options)) {
                    return true;
                }
            }
        }
    }
}

bool sweep(std::uint64_t schedules) {
    bool found = false;
    for (const Scenario& scenario : scenarios()) {
        for (const Attempt& attempt : attempts) {
            found = run(scenario, options_of(attempt, schedules)) || found;
        }
    }
    return found;
}

/// Nothing is said about scenarios with more schedules than that, but that there are more.
bool exhaust(std::uint64_t schedules) {
    bool found = false;
    for (const Scenario& scenario : scenarios()) {
        Options options = options_of({Strategy::exhaustive, false}, schedules);
        for (options.preemptions = 0; options.preemptions <= 2; ++options.preemptions) {
            const Result result = explore(scenario.run, options);
            std::cout << scenario.name << ", " << options.preemptions << " preemptions: " << result.schedules
                      << " schedules, " << (result.exhausted ? "and there are no more" : "and there are more")
                      << '\n';
            if (result.finding) {
                print(scenario, options, *result.finding);
                found = true;
            }
            if (!result.exhausted) {
                break;
            }
        }
    }
    return found;
}

std::optional<double> positive_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value <= 0) {
        return std::nullopt;
    }
    return value;
}

int usage() {
    std::cerr
        << "usage: DRIVER SECONDS, DRIVER schedules NUMBER, DRIVER exhaust NUMBER, or DRIVER replay NAME "
           "TOKEN [weak]; SECONDS and NUMBER are positive\n";
    return usage_exit_code;
}

int replay(std::string_view name, std::string token, bool weak_memory) {
    const auto all = scenarios();
    const auto scenario =
        std::find_if(all.begin(), all.end(), [name](const Scenario& each) { return each.name == name; });
    if (scenario == all.end()) {
        std::cerr << "there is no scenario '" << name << "' in this driver\n";
        return usage_exit_code;
    }
    Options options = options_of({Strategy::random, weak_memory}, 1);
    options.replay = std::move(token);
    return run(*scenario, options) ? found_exit_code : 0;
}

int main(std::span<char*> arguments) {
    const std::string_view command = arguments.size() > 1 ? arguments[1] : "";
    if (command == "replay" && (arguments.size() == 4 || arguments.size() == 5)) {
        return replay(arguments[2], arguments[3], arguments.size() == 5);
    }
    const bool whole_sweep = command == "schedules";
    const bool exhausting = command == "exhaust";
    if (arguments.size() != (whole_sweep || exhausting ? 3U : 2U)) {
        return usage();
    }
    const std::optional<double> amount = positive_number(arguments.back());
    if (!amount) {
        return usage();
    }
    const auto number = static_cast<std::uint64_t>(*amount);
    const bool found = exhausting ? exhaust(number) : whole_sweep ? sweep(number) : search(*amount);
    std::cout << "processor time " << processor_time() << " s\n";
    return found ? found_exit_code : 0;
}

}  // namespace

}  // namespace wakelaw::explore::mutation

int main(int argc, char** argv) {
    return wakelaw::explore::mutation::main({argv, static_cast<std::size_t>(argc)});
}
