// SPDX-License-Identifier: MIT
/// \file
/// Holds the suite to expectations.toml: each specimen is blamed on its own rule, no other rule is blamed
/// that is not listed, and no conforming subject is accused. One session for each subject and seed.
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <toml++/toml.h>

#include "cli/commands.hpp"
#include "cli/read_text.hpp"
#include "cli/selftest/expectations.hpp"
#include "cli/selftest/pages.hpp"
#include "cli/selftest/seeds.hpp"
#include "cli/selftest/tally.hpp"
#include "report/exit_code.hpp"
#include "rulebook/power.hpp"

namespace wakelaw::conformance::cli {

namespace {

std::optional<Budget> read_budget(const std::string& text) {
    if (text == "quick") {
        return Budget{"quick", 10, 700};
    }
    std::size_t used = 0;
    double value = 0;
    try {
        value = std::stod(text, &used);
    } catch (const std::exception&) {
        return std::nullopt;
    }
    const std::string unit = text.substr(used);
    const double factor = unit == "ms" ? 0.001 : unit == "s" ? 1 : unit == "m" ? 60 : 0;
    if (!(value * factor > 0)) {
        return std::nullopt;
    }
    return Budget{text, value * factor, ~std::uint64_t{0} / 4};
}

/// What these sessions say about the suite's power, of specimens that it is meant to find.
std::vector<rulebook::Power> measured(const std::vector<Expectation>& expectations,
                                      const std::vector<Tally>& tallies, const Catalog& catalog,
                                      const SelftestOptions& options, std::uint64_t cases) {
    std::vector<rulebook::Power> out;
    const scenario::Liberties& liberties = options.liberties;
    for (std::size_t i = 0; i < expectations.size(); ++i) {
        const Expectation& expected = expectations[i];
        const SubjectEntry* const subject = find_subject(catalog, expected.name);
        if (expected.rule.empty() || !expected.gap.empty() || subject == nullptr) {
            continue;
        }
        rulebook::Power one;
        one.specimen = expected.name;
        one.rule = expected.rule;
        one.vocabulary = subject->facts.driving == Driving::none;
        one.schedules = options.schedules + (liberties.weak_memory ? " weak" : "") +
                        (liberties.spurious == 0 ? "" : fmt::format(" spurious:{}", liberties.spurious));
        one.cases = cases;
        one.seeds = tallies[i].sessions;
        one.found = tallies[i].killed;
        out.push_back(std::move(one));
    }
    return out;
}

/// Takes what was measured into the file. \return whether that was possible.
bool keep_power(const std::string& file, const std::vector<rulebook::Power>& anew) {
    const std::string text = read_text(file).value_or("");
    try {
        const auto all = rulebook::merge_power(rulebook::read_power(file, text), anew);
        std::ofstream out(file, std::ios::binary);
        out << rulebook::write_power(all);
        out.flush();
        if (!out) {
            fmt::print(stderr, "wakelaw: {}: cannot be written\n", file);
            return false;
        }
    } catch (const std::runtime_error& error) {
        fmt::print(stderr, "wakelaw: {}\n", error.what());
        return false;
    }
    return true;
}

}  // namespace

int selftest(const SelftestOptions& options) {
    const std::optional<Budget> budget = read_budget(options.budget);
    if (!budget) {
        fmt::print(stderr, "wakelaw: --budget {}: use quick or a time such as 500ms, 20s\n", options.budget);
        return report::exit_codes::usage;
    }
    const auto parsed = parse_schedules(options.schedules);
    if (!parsed) {
        fmt::print(stderr, "wakelaw: {}\n", parsed.error());
        return report::exit_codes::usage;
    }
    Schedules schedules = *parsed;
    schedules.liberties = options.liberties;
    if (const std::string why = misfit(schedules); !why.empty()) {
        fmt::print(stderr, "wakelaw: {}\n", why);
        return report::exit_codes::usage;
    }
    const std::filesystem::path tree =
        std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
    std::vector<std::string> places = options.places.subjects;
    if (places.empty()) {
        places.push_back((tree / "subjects").string());
    }
    const std::string file = options.expectations.empty()
                                 ? (tree / "share/wakelaw/expectations.toml").string()
                                 : options.expectations;
    std::vector<Expectation> expectations;
    try {
        expectations = read_expectations(file);
    } catch (const toml::parse_error& error) {
        fmt::print(stderr, "wakelaw: {}:{}: {}; name another file with --expectations\n", file,
                   error.source().begin.line, error.description());
        return report::exit_codes::usage;
    }
    const Catalog catalog = read_catalog(places);
    std::erase_if(expectations, [&](const Expectation& one) {
        const std::string rule = one.rule.empty() ? "none" : one.rule;
        return (fnmatch(options.only.c_str(), one.name.c_str(), 0) != 0 &&
                fnmatch(options.only.c_str(), rule.c_str(), 0) != 0) ||
               (options.found_under_control && !one.depends_on_schedule());
    });
    std::erase_if(expectations, [&](const Expectation& one) {
        const SubjectEntry* const subject = find_subject(catalog, one.name);
        const bool absent = one.optional && subject == nullptr;
        if (absent) {
            fmt::print("{:<26} absent\n", one.name);
        }
        return absent || (schedules.wanted == Schedules::Wanted::explored && subject != nullptr &&
                          subject->controlled_worker.empty());
    });
    if (expectations.empty()) {
        fmt::print(stderr, "wakelaw: --only '{}' selects nothing; {} has the names\n", options.only, file);
        return report::exit_codes::nothing_selected;
    }
    if (!options.pages.empty()) {
        return check_pages(options, *budget, catalog, expectations);
    }
    if (!options.state.empty()) {
        const std::optional<Budget> time = read_budget(options.time);
        if (!time) {
            fmt::print(stderr, "wakelaw: --time {}: use quick (10 s) or a time such as 90s, 10m\n",
                       options.time);
            return report::exit_codes::usage;
        }
        return run_seeds(options, *budget, schedules, catalog, expectations, time->seconds);
    }
    std::vector<Tally> tallies(expectations.size());
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    const auto work = [&] {
        for (std::size_t index = next.fetch_add(1); index < expectations.size() * options.seeds;
             index = next.fetch_add(1)) {
            const std::size_t which = index / options.seeds;
            const Expectation& expected = expectations[which];
            SessionOptions session = session_of(expected, options, schedules, *budget);
            session.seed = options.first_seed + index % options.seeds;
            const report::SubjectResult result = judged(expected, catalog, session);
            const std::lock_guard lock(mutex);
            judge(expected, result, options, schedules, tallies[which]);
            if (tallies[which].sessions == options.seeds) {
                fmt::print("{}", line(expected, tallies[which]));
                std::fflush(stdout);
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < options.jobs; ++i) {
        threads.emplace_back(work);
    }
    work();
    for (std::thread& one : threads) {
        one.join();
    }
    std::size_t faults = 0;
    for (const Tally& one : tallies) {
        for (const std::string& fault : one.faults) {
            fmt::print("{}\n", fault);
            ++faults;
        }
    }
    fmt::print("{} subjects, {} seeds: {} faults\n", expectations.size(), options.seeds, faults);
    const std::uint64_t cases = options.cases != 0 ? options.cases : budget->cases;
    if (!options.power.empty() &&
        !keep_power(options.power, measured(expectations, tallies, catalog, options, cases))) {
        return report::exit_codes::unwritten_report;
    }
    return faults == 0 ? report::exit_codes::conformant : report::exit_codes::violation;
}

}  // namespace wakelaw::conformance::cli
