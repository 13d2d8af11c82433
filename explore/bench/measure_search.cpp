// SPDX-License-Identifier: MIT
//
// How long the explorer takes to find a planted race, over several seeds.
//
//   wakelaw_explore_search PROGRAM random|pos|pct|exhaustive|portfolio SEEDS SCHEDULES
//
// Prints one line: found, of how many seeds, mean schedules, mean seconds, longest seconds; or, for nothing,
// the schedules and seconds of all. The planted race that needs stale loads is explored with weak memory.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string_view>

#include <wakelaw/explore.hpp>

#include "programs.hpp"

namespace {

using namespace wakelaw::explore;

constexpr int usage_error = 64;

std::optional<Strategy> strategy_named(std::string_view name) {
    constexpr std::array all{Strategy::portfolio, Strategy::random, Strategy::pct, Strategy::pos,
                             Strategy::exhaustive};
    const auto* found =
        std::find_if(all.begin(), all.end(), [name](Strategy each) { return to_string(each) == name; });
    return found == all.end() ? std::nullopt : std::optional(*found);
}

std::optional<std::uint64_t> positive_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0) {
        return std::nullopt;
    }
    return value;
}

int measure(const races::Program& program, Options options, std::uint64_t seeds) {
    std::uint64_t found = 0;
    std::uint64_t schedules = 0;
    double seconds = 0;
    double longest = 0;
    for (options.seed = 1; options.seed <= seeds; ++options.seed) {
        const Result result = explore(program.run, options);
        found += result.finding ? 1 : 0;
        schedules += result.schedules;
        seconds += result.seconds;
        longest = std::max(longest, result.seconds);
    }
    const auto count = static_cast<double>(seeds);
    std::printf("found %llu of %llu, schedules %.1f, seconds %.6f, longest %.6f\n",
                static_cast<unsigned long long>(found), static_cast<unsigned long long>(seeds),
                static_cast<double>(schedules) / count, seconds / count, longest);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("usage: wakelaw_explore_search PROGRAM STRATEGY SEEDS SCHEDULES\n", stderr);
        return usage_error;
    }
    const races::Program* program = races::find_program(argv[1]);
    const std::optional<Strategy> strategy = strategy_named(argv[2]);
    const std::optional<std::uint64_t> seeds = positive_number(argv[3]);
    const std::optional<std::uint64_t> schedules = positive_number(argv[4]);
    if (program == nullptr || !strategy || !seeds || !schedules) {
        std::fputs("wakelaw_explore_search: PROGRAM or STRATEGY is unknown, or a number is not positive\n",
                   stderr);
        return usage_error;
    }
    Options options;
    options.strategy = *strategy;
    options.schedules = *schedules;
    options.weak_memory = program->defect == races::Defect::stale_load;
    return measure(*program, options, *seeds);
}
