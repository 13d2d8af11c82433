// SPDX-License-Identifier: MIT
// What the border of a shared object costs: one executor, once linked into its worker and once as a plug-in,
// judged by the same scenarios, in turn. Prints scenarios a second of both for each pair of runs, and the
// medians of the ratios: of the time, and of the worker's processor time, which a busy machine disturbs less.
// With a bound it fails if the median of the latter is above it.
//
//     wakelaw_plugin_cost <worker> <plug-in> [<pairs> [<bound>]]
#include <time.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "scenario/generate.hpp"
#include "supervisor/catalog.hpp"
#include "supervisor/worker_process.hpp"

namespace {

using namespace wakelaw::conformance;

constexpr std::size_t cases = 5'000;
constexpr std::size_t in_lane = 64;

/// The families of the plan, one after the other.
std::vector<scenario::Scenario> scenarios_for(const SubjectEntry& subject) {
    const scenario::Input input{subject.facts.driving, subject.facts.capabilities,
                                subject.facts.polling_threads, subject.facts.contract};
    const std::vector<scenario::Share> plan = scenario::plan(input, false);
    std::vector<scenario::Scenario> result;
    for (std::size_t i = 0; i < 1000; ++i) {
        result.push_back(
            scenario::generate(plan[i % plan.size()].family, 1, i, static_cast<int>(i % 100), input));
    }
    return result;
}

struct Cost {
    double per_second;  ///< scenarios
    double processor;  ///< nanoseconds of the worker's processor time for a scenario
};

/// To the nanosecond, with all threads that the process has or had.
std::uint64_t processor_time(pid_t process) {
    clockid_t clock{};
    timespec used{};
    if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &used) != 0) {
        throw WorkerTrouble{"the worker ended while it was measured"};
    }
    return static_cast<std::uint64_t>(used.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(used.tv_nsec);
}

/// Two lanes are under way, as in a run.
Cost measure(WorkerProcess& worker, const std::vector<scenario::Scenario>& scenarios) {
    const std::uint64_t used = processor_time(worker.process());
    const auto begin = std::chrono::steady_clock::now();
    std::size_t submitted = 0;
    std::size_t done = 0;
    while (done < cases) {
        if (submitted < cases && worker.busy() < lane_count) {
            std::vector<scenario::Scenario> lane;
            for (std::size_t i = 0; i < in_lane && submitted < cases; ++i, ++submitted) {
                lane.push_back(scenarios[submitted % scenarios.size()]);
            }
            worker.submit(std::move(lane));
            continue;
        }
        done += worker.collect().size();
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    const auto processor = static_cast<double>(processor_time(worker.process()) - used);
    return {static_cast<double>(cases) / seconds.count(), processor / static_cast<double>(cases)};
}

const SubjectEntry& only_subject(const Catalog& catalog, const char* path) {
    if (catalog.subjects.size() != 1) {
        throw WorkerTrouble{fmt::format(
            "{}: {}", path, catalog.problems.empty() ? "not one subject" : catalog.problems.front())};
    }
    return catalog.subjects.front();
}

double print_median(const std::string& name, const char* what, std::vector<double> ratios) {
    std::sort(ratios.begin(), ratios.end());
    fmt::print(
        "{}: a plug-in takes {:.2f} of the {} of the linked adapter, median of {} pairs ({:.2f} to {:.2f})\n",
        name, ratios[ratios.size() / 2], what, ratios.size(), ratios.front(), ratios.back());
    return ratios[ratios.size() / 2];
}

int compare(const char* worker_path, const char* plugin_path, int pairs, double bound) {
    const Catalog in_tree = read_catalog({worker_path});
    const Catalog outside = read_catalog({plugin_path});
    const SubjectEntry& linked = only_subject(in_tree, worker_path);
    const SubjectEntry& loaded = only_subject(outside, plugin_path);
    const std::vector<scenario::Scenario> scenarios = scenarios_for(linked);
    WorkerProcess linked_worker(linked.worker, linked.index, linked.facts);
    WorkerProcess loaded_worker(loaded.worker, loaded.index, loaded.facts);
    measure(linked_worker, scenarios);
    measure(loaded_worker, scenarios);
    std::vector<double> times;
    std::vector<double> processor_times;
    for (int i = 0; i < pairs; ++i) {
        // Each goes first as often as the other.
        const bool linked_first = i % 2 == 0;
        const Cost first = measure(linked_first ? linked_worker : loaded_worker, scenarios);
        const Cost second = measure(linked_first ? loaded_worker : linked_worker, scenarios);
        const Cost& a = linked_first ? first : second;
        const Cost& b = linked_first ? second : first;
        times.push_back(a.per_second / b.per_second);
        processor_times.push_back(b.processor / a.processor);
        fmt::print("{}: linked {:.0f}, plug-in {:.0f} scenarios a second\n", linked.name, a.per_second,
                   b.per_second);
    }
    print_median(linked.name, "time", times);
    const double processor = print_median(linked.name, "processor time", processor_times);
    if (processor > bound) {
        fmt::print("{}: more than {:.2f}, the bound\n", linked.name, bound);
        return 1;
    }
    return 0;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

int main(int argc, char** argv) {
    int pairs = 21;
    double bound = std::numeric_limits<double>::infinity();
    const bool understood = argc >= 3 && argc <= 5 && (argc < 4 || read_number(argv[3], pairs)) &&
                            (argc < 5 || read_number(argv[4], bound));
    if (!understood || pairs < 1 || !(bound > 0)) {
        fmt::print(stderr, "usage: wakelaw_plugin_cost <worker> <plug-in> [<pairs> [<bound>]]\n");
        return 64;
    }
    try {
        return compare(argv[1], argv[2], pairs, bound);
    } catch (const WorkerTrouble& trouble) {
        fmt::print(stderr, "wakelaw_plugin_cost: {}\n", trouble.what);
        return 70;
    }
}
