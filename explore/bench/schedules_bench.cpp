// SPDX-License-Identifier: MIT
//
// Schedules a second: what one costs, by carrier and with or without the race detector. Each iteration of a
// benchmark is one call of explore with so many schedules that starting it does not count. `schedules` are
// those of a second on the clock, `per_processor_second` of a second of the processor, its work in the kernel
// and in the child processes counted, which other load on the machine does not change much.
#include <sys/resource.h>

#include <cstdint>
#include <functional>
#include <string>

#include <benchmark/benchmark.h>

#include <wakelaw/explore.hpp>

#include "asio_programs.hpp"
#include "wake_and_poll.hpp"

namespace {

using wakelaw::explore::Carrier;
using wakelaw::explore::Options;
using wakelaw::explore::Result;
using wakelaw::explore::Strategy;

constexpr std::uint64_t schedules_on_threads = 2'000;
constexpr std::uint64_t schedules_on_user_level = 20'000;

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

void explore_program(benchmark::State& state, const std::function<void()>& program, Carrier carrier,
                     bool detect_races) {
    Options options;
    options.strategy = Strategy::random;
    options.carrier = carrier;
    options.detect_races = detect_races;
    options.schedules = carrier == Carrier::threads ? schedules_on_threads : schedules_on_user_level;
    std::uint64_t schedules = 0;
    std::uint64_t steps = 0;
    const double processor_time_before = processor_time();
    for ([[maybe_unused]] const auto& iteration : state) {
        const Result result = explore(program, options);
        if (result.finding) {
            state.SkipWithError(result.finding->message.c_str());
            break;
        }
        schedules += result.schedules;
        steps += result.steps;
        ++options.seed;
    }
    state.counters["schedules"] =
        benchmark::Counter(static_cast<double>(schedules), benchmark::Counter::kIsRate);
    state.counters["per_processor_second"] =
        static_cast<double>(schedules) / (processor_time() - processor_time_before);
    state.counters["steps"] = static_cast<double>(steps) / static_cast<double>(schedules);
}

void add(const std::string& name, const std::function<void()>& program) {
    for (const bool on_threads : {false, true}) {
        for (const bool detect_races : {true, false}) {
            const std::string title = name + (on_threads ? "/threads" : "/user_level") +
                                      (detect_races ? "/races_detected" : "/races_ignored");
            benchmark::RegisterBenchmark(
                title.c_str(),
                [=](benchmark::State& state) {
                    explore_program(state, program, on_threads ? Carrier::threads : Carrier::user_level,
                                    detect_races);
                })
                ->UseRealTime()
                ->Unit(benchmark::kMillisecond);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    using namespace wakelaw::explore;
    add("wake_and_poll", wake_and_poll::two_threads);
    add("asio_thread_pool", asio_programs::thread_pool);
    add("asio_strand", asio_programs::strand);
    add("asio_io_context_with_timer", asio_programs::io_context_with_timer);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 64;
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
