// SPDX-License-Identifier: MIT
// Sleep sets leave out schedules, and no outcome: on many small generated programs they reach what the full
// search does.
#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <wakelaw/explore/controller.hpp>

#include "runtime/random.hpp"
#include "testing.hpp"

namespace {

using namespace testing_explore;
using wakelaw::explore::Uncontrolled;

enum class Action { load, store, add, lock, lock_both };

struct Step {
    Action action;
    unsigned object;
};
using Program = std::vector<std::vector<Step>>;  // of each thread

Program generate(std::uint64_t seed) {
    wakelaw::explore::runtime::Random random(seed);
    Program program(2 + random.below(2));
    const std::uint32_t longest = program.size() == 2 ? 4 : 2;
    for (auto& thread : program) {
        const std::uint32_t steps = 2 + random.below(longest - 1);
        for (std::uint32_t i = 0; i < steps; ++i) {
            thread.push_back({static_cast<Action>(random.below(5)), random.below(2)});
        }
    }
    return program;
}

struct Shared {
    std::atomic<int> atomics[2] = {0, 0};
    std::mutex mutexes[2];
    int plain[2] = {0, 0};
};

int perform(Shared& shared, const Step& step, int value) {
    switch (step.action) {
        case Action::load:
            return shared.atomics[step.object].load();
        case Action::store:
            shared.atomics[step.object].store(value);
            return 0;
        case Action::add:
            return shared.atomics[step.object].fetch_add(100);
        case Action::lock: {
            const std::lock_guard lock(shared.mutexes[step.object]);
            return shared.plain[step.object]++;
        }
        case Action::lock_both: {
            const std::lock_guard outer(shared.mutexes[0]);
            const std::lock_guard inner(shared.mutexes[1]);
            shared.plain[0] *= 3;
            shared.plain[1] += 2;
            return shared.plain[0];
        }
    }
    return 0;
}

/// What every thread has read, and what is left at the end.
std::string outcome_of(const Program& program) {
    Shared shared;
    std::vector<std::vector<int>> read(program.size());
    const auto run = [&](std::size_t thread) {
        int value = static_cast<int>(thread) * 10;
        for (const Step& step : program[thread]) {
            read[thread].push_back(perform(shared, step, ++value));
        }
    };
    std::vector<std::thread> threads;
    for (std::size_t thread = 1; thread < program.size(); ++thread) {
        threads.emplace_back(run, thread);
    }
    run(0);
    for (std::thread& thread : threads) {
        thread.join();
    }
    const Uncontrolled uncontrolled;
    std::string text;
    for (const auto& values : read) {
        for (const int value : values) {
            text += std::to_string(value) + ",";
        }
        text += "|";
    }
    return text + std::to_string(shared.atomics[0]) + "," + std::to_string(shared.atomics[1]) + "," +
           std::to_string(shared.plain[0]) + "," + std::to_string(shared.plain[1]);
}

struct Search {
    std::set<std::string> outcomes;
    Result result;
};

Search search(const Program& program, Strategy strategy, bool weak_memory) {
    Search search;
    Options options = with(strategy, 2'000'000);
    options.preemptions = -1;
    options.schedules_per_process = 0;
    options.weak_memory = weak_memory;
    search.result = wakelaw::explore::explore(
        [&] {
            std::string outcome = outcome_of(program);
            const Uncontrolled uncontrolled;
            search.outcomes.insert(std::move(outcome));
        },
        options);
    return search;
}

class GeneratedProgram : public testing::TestWithParam<std::uint64_t> {};

TEST_P(GeneratedProgram, HasTheSameOutcomesWithSleepSets) {
    const Program program = generate(GetParam());
    const Search full = search(program, Strategy::exhaustive, false);
    const Search reduced = search(program, Strategy::sleep_sets, false);
    expect_clean(full.result);
    expect_clean(reduced.result);
    EXPECT_TRUE(full.result.exhausted);
    EXPECT_TRUE(reduced.result.exhausted);
    EXPECT_EQ(full.outcomes, reduced.outcomes);
    EXPECT_LT(reduced.result.schedules, full.result.schedules);
}

INSTANTIATE_TEST_SUITE_P(Explore, GeneratedProgram, testing::Range<std::uint64_t>(1, 13));

}  // namespace
