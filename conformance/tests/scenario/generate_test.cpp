// SPDX-License-Identifier: MIT
#include "scenario/generate.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/Random.h>

#include "model_executor.hpp"
#include "scenario/binary.hpp"
#include "scenario/primers.hpp"
#include "scenario/text.hpp"
#include "support.hpp"

namespace wakelaw::conformance::scenario {
namespace {

using Op = Operation;

bool has_step(const Scenario& scenario, Op operation) {
    return to_text(scenario).find(std::string(info(operation).name) + ' ') != std::string::npos;
}

TEST(Generate, GivesValidScenariosThatFitTheSubject) {
    for_all_scenarios(300, [](const Scenario& scenario, Family, const Input& input) {
        ASSERT_TRUE(valid(scenario)) << to_text(scenario);
        ASSERT_EQ(drainable(scenario), scenario) << to_text(scenario);
        ASSERT_EQ(restricted(scenario, input.driving, input.capabilities), scenario) << to_text(scenario);
        ASSERT_EQ(fit(scenario, input), scenario);
        ASSERT_TRUE(!scenario.tasks.empty() || input.driving == Driving::none);
        ASSERT_LE(size(scenario), 400U) << to_text(scenario);
    });
}

TEST(Generate, ScenariosDrainOnAnExecutorWhateverItsOrder) {
    for_all_scenarios(120, [](const Scenario& scenario, Family family, const Input&) {
        if (scenario.ends_early) {
            return;
        }
        std::uint64_t seed = 0;
        for (const std::size_t threads : {1U, 4U}) {
            for (const unsigned spurious : {0U, 20U}) {
                for (const bool last_in_first_out : {false, true}) {
                    for (const int actors : {0, 1, 2}) {
                        // One thread, polling the plug, never gets to the others: the plug recipe bounds its
                        // wait.
                        ModelExecutor model(scenario,
                                            {threads, spurious, last_in_first_out, actors == 1, actors == 2},
                                            ++seed);
                        ASSERT_EQ(model.run(), "") << to_string(family) << '\n' << to_text(scenario);
                    }
                }
            }
        }
    });
}

TEST(Primers, AreValidScenariosThatFitAndDrain) {
    for (const Input& input : inputs()) {
        const std::vector<Scenario> all = primers(input);
        EXPECT_GE(all.size(), 12U);
        EXPECT_EQ(primers(input), all);
        for (const Scenario& one : all) {
            EXPECT_TRUE(valid(one)) << to_text(one);
            EXPECT_EQ(fit(one, input), one) << to_text(one);
            if (!one.ends_early && !one.tasks.empty()) {
                ModelExecutor model(one, {2, 0, false, false, false}, 1);
                EXPECT_EQ(model.run(), "") << to_text(one);
            }
        }
    }
}

TEST(Generate, IsDeterministic) {
    for_all_scenarios(
        40, [index = std::uint64_t{0}](const Scenario& scenario, Family family, const Input& input) mutable {
            const std::uint64_t one = index++ % 40;
            ASSERT_EQ(generate(family, 1, one, static_cast<int>(one % 120), input), scenario);
        });
    const Input input = inputs()[0];
    // The same on every machine; a change of a generator changes this, on purpose.
    EXPECT_EQ(generate(Family::self_wake, 7, 7, 0, input), generate(Family::self_wake, 7, 7, 0, input));
    EXPECT_NE(generate(Family::mixed, 1, 5, 100, input), generate(Family::mixed, 2, 5, 100, input));
    EXPECT_NE(generate(Family::mixed, 1, 5, 100, input), generate(Family::mixed, 1, 6, 100, input));
}

TEST(Generate, FamiliesAreVariedAndKeepTheirPoint) {
    for (const Family family : families()) {
        const Input input = family == Family::program ? inputs()[9] : inputs()[0];
        std::set<std::string> distinct;
        std::size_t steps = 0;
        constexpr std::uint64_t count = 400;
        for (std::uint64_t index = 0; index < count; ++index) {
            const Scenario scenario = generate(family, 3, index, 100, input);
            distinct.insert(to_text(scenario));
            steps += size(scenario);
            const std::string text = to_text(scenario);
            switch (family) {
                case Family::during_poll:
                    ASSERT_NE(text.find("await_wake"), std::string::npos) << text;
                    ASSERT_TRUE(has_step(scenario, Op::linger)) << text;
                    break;
                case Family::late:
                    ASSERT_FALSE(scenario.late.empty() && scenario.actors.empty()) << text;
                    break;
                case Family::afterlife:
                    ASSERT_FALSE(scenario.afterlife.empty()) << text;
                    break;
                case Family::exceptions:
                    ASSERT_NE(text.find("throw"), std::string::npos) << text;
                    break;
                case Family::crowd:
                    ASSERT_GE(scenario.tasks.size(), 8U);
                    break;
                case Family::concurrent:
                    ASSERT_GE(scenario.actors.size(), 2U) << text;
                    break;
                case Family::idle:
                    ASSERT_NE(text.find("await"), std::string::npos) << text;
                    break;
                default:
                    break;
            }
        }
        const bool one_recipe = family == Family::ladder || family == Family::plug || family == Family::calm;
        const bool few_variants =
            family == Family::stale || family == Family::pile_up || family == Family::last_drop;
        const std::size_t expected = one_recipe ? 1 : few_variants ? 6 : 100;
        EXPECT_GE(distinct.size(), expected) << to_string(family);
        EXPECT_LE(steps / count, 75U) << to_string(family);
    }
}

TEST(Generate, EveryStepAndEndingIsUsed) {
    std::string all;
    for_all_scenarios(300, [&](const Scenario& scenario, Family, const Input&) {
        if (all.size() < 12'000'000) {
            all += to_text(scenario);
        }
    });
    for (const OperationInfo& one : operations()) {
        if (one.operation == Operation::cancel || one.operation == Operation::nest) {
            continue;  // the doctor's, and for who declares them
        }
        EXPECT_NE(all.find(std::string(one.name)), std::string::npos) << one.name;
    }
    for (const char* ending :
         {"yield\n", "yield_by_value\n", "await 0\n", "await_wake 0\n", "ready\n", "throw\n"}) {
        EXPECT_NE(all.find(ending), std::string::npos) << ending;
    }
}

TEST(Generate, ARungUsesOneKindOfOperationOnly) {
    for (const Input& input : inputs()) {
        if (input.driving == Driving::none) {
            continue;
        }
        const std::size_t rungs = ladder_rungs(input);
        ASSERT_GE(rungs, 1U);
        std::set<std::string> distinct;
        for (std::size_t i = 0; i < rungs; ++i) {
            const Scenario rung = generate(Family::ladder, 0, i, 0, input);
            const std::string text = to_text(rung);
            distinct.insert(text);
            EXPECT_EQ(rung.rounds, 16);
            const auto has = [&](const char* what) { return text.find(what) != std::string::npos; };
            const bool by_ref = has("wake_self ") || has("yield\n") || has("wake_by_ref");
            const bool by_value = has("by_value") || has("; wake ");
            const bool moves = has("move ");
            EXPECT_LE((by_ref ? 1 : 0) + (by_value ? 1 : 0) + (moves ? 1 : 0) + (has("await ") ? 1 : 0), 1)
                << text;
            EXPECT_FALSE(by_ref && has("clone ") && !has("wake_by_ref")) << text;
            EXPECT_FALSE(moves && !has("clone ")) << text;
        }
        EXPECT_EQ(distinct.size(), rungs);
        EXPECT_EQ(generate(Family::ladder, 1, rungs, 9, input), generate(Family::ladder, 2, 0, 3, input));
        EXPECT_EQ(to_text(generate(Family::ladder, 0, 0, 0, input)),
                  "wakelaw-scenario 1\nrounds 16\ntask 0\n  ready\n");
    }
}

TEST(Generate, TheLadderUsesWakersOfFinishedAndOfQueuedTasks) {
    const Input& input = inputs()[0];
    std::set<std::string> ladder;
    for (std::size_t i = 0; i < ladder_rungs(input); ++i) {
        ladder.insert(to_text(generate(Family::ladder, 0, i, 0, input)));
    }
    for (const char* const rung : {
             // Finished: by a thread, and by a task.
             "task 0\n  clone 0; ready\nactor 0\n"
             "  await_finish 0; pause 250; clone_slot 0 1; drop 0; drop 1\n",
             "task 0\n  clone 0; ready\nactor 0\n  await_finish 0; pause 250; wake_by_ref 0\n",
             "task 0\n  clone 0; ready\nactor 0\n  await_finish 0; pause 250; wake 0\n",
             "task 1\n  clone_slot 0 1; drop 0; drop 1; ready\ntask 0\n  clone 0; ready\n"
             "task 2\n  clone_slot 0 1; drop 0; drop 1; ready\n",
             "task 1\n  wake_by_ref 0; ready\ntask 0\n  clone 0; ready\ntask 2\n  wake_by_ref 0; ready\n",
             "task 1\n  wake 0; ready\ntask 0\n  clone 0; ready\ntask 2\n  wake 0; ready\n",
             // Queued.
             "task 1\n  wake_by_ref 0; wake_by_ref 1; ready\ntask 0\n  clone 0; clone 1; yield\n  ready\n"
             "task 2\n  wake_by_ref 0; wake_by_ref 1; ready\n",
             "task 1\n  wake 0; wake 1; ready\ntask 0\n  clone 0; clone 1; yield_by_value\n  ready\n"
             "task 2\n  wake 0; wake 1; ready\n",
             // Cancelled.
             "task 1\n  cancel 0; ready\ntask 0\n  ready\n",
         }) {
        EXPECT_TRUE(ladder.contains(std::string("wakelaw-scenario 1\nrounds 16\n").append(rung))) << rung;
    }
}

TEST(Generate, ThePlugRecipeIsExact) {
    Input input = inputs()[0];
    input.polling_threads = 2;
    EXPECT_EQ(to_text(generate(Family::plug, 0, 0, 100, input)),
              "wakelaw-scenario 1\n"
              "task 0\n"
              "  clone 0; clone 1; spawn 1; spawn 2; await_wake 0\n"
              "  read 0; read 1; ready\n"
              "task 1 spawned\n"
              "  plug; await_phase 2; ready\n"
              "task 2 spawned\n"
              "  plug; await_phase 2; ready\n"
              "actor 0\n"
              "  await_slot 0; await_idle 0; await_plugs; write 0; wake 0; phase 1\n"
              "actor 1\n"
              "  await_phase 1; write 1; wake_by_ref 1; phase 2\n");
    input.capabilities = input.capabilities.without(Capability::spawn_from_poll);
    const Scenario at_start = generate(Family::plug, 0, 0, 100, input);
    EXPECT_FALSE(at_start.tasks[1].spawned_by_step);
    EXPECT_FALSE(has_step(at_start, Op::spawn));
    EXPECT_EQ(at_start.tasks[0].stages[0].ending, Ending::await_wake);
    input = {Driving::stepping, everything, 4};
    EXPECT_EQ(generate(Family::plug, 0, 0, 100, input).tasks.size(), 2U);
}

TEST(Generate, StaleWakersAreUsedEightTimesBesideIdleTasks) {
    const Scenario scenario = generate(Family::stale, 0, 0, 0, inputs()[2]);
    ASSERT_GE(scenario.tasks.size(), 4U);
    const auto& stages = scenario.tasks[1].stages;
    EXPECT_EQ(std::count_if(stages.begin(), stages.end(),
                            [](const Stage& stage) {
                                return !stage.steps.empty() &&
                                       stage.steps[0] == Step{Op::wake_by_ref, 0, 0} &&
                                       stage.ending == Ending::yield;
                            }),
              8);
    EXPECT_EQ(scenario.tasks[2].stages[0].ending, Ending::await);
    EXPECT_EQ(scenario.tasks[3].stages[0].ending, Ending::await);
    EXPECT_TRUE(has_step(scenario, Op::compare));
}

TEST(Generate, EndingsLeaveTasksInTheExecutorAndUseItInDestructors) {
    const Input& input = inputs()[0];
    std::set<Op> in_destructors;
    bool early = false;
    bool raced = false;
    bool never_polled = false;
    for (std::uint64_t index = 0; index < 200; ++index) {
        const Scenario scenario = generate(Family::endings, 1, index, 60, input);
        early = early || scenario.ends_early;
        raced = raced || (scenario.ends_early && has_actors(scenario));
        never_polled =
            never_polled || std::any_of(scenario.late.begin(), scenario.late.end(),
                                        [](const Step& one) { return one.operation == Op::spawn; });
        for (const Task& task : scenario.tasks) {
            for (const Step& one : task.destructor) {
                in_destructors.insert(one.operation);
            }
        }
    }
    EXPECT_TRUE(early && raced && never_polled);
    EXPECT_EQ(in_destructors, (std::set<Op>{Op::pause, Op::clone_slot, Op::drop, Op::wake, Op::wake_by_ref,
                                            Op::spawn, Op::wake_kept}));
}

TEST(Generate, FamiliesHaveNamesOfTheirOwn) {
    std::set<std::string_view> names;
    for (const Family family : families()) {
        names.insert(to_string(family));
        EXPECT_EQ(family_from_string(to_string(family)), family);
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(family_count));
    EXPECT_FALSE(family_from_string("nonsense"));
}

TEST(Generate, APlanBeginsWithTheLadderAndHoldsWhatApplies) {
    for (const Input& input : inputs()) {
        const std::vector<Share> plain = plan(input, false);
        ASSERT_FALSE(plain.empty());
        const bool executor = input.driving != Driving::none;
        EXPECT_EQ(plain.front().family, executor ? Family::ladder : Family::program);
        EXPECT_EQ(plain.front().at_most, executor ? ladder_rungs(input) : 0);
        for (const bool sanitized : {false, true}) {
            for (const Share& share : plan(input, sanitized)) {
                EXPECT_TRUE(applies(share.family, input));
                EXPECT_TRUE(suits_flavour(share.family, sanitized));
                EXPECT_GT(share.weight, 0U);
            }
        }
    }
    const auto holds = [](const std::vector<Share>& shares, Family family) {
        return std::any_of(shares.begin(), shares.end(),
                           [&](const Share& one) { return one.family == family; });
    };
    EXPECT_EQ(plan(inputs()[0], false).size(), static_cast<std::size_t>(family_count) - 3);
    EXPECT_FALSE(holds(plan(inputs()[0], false), Family::plug));
    EXPECT_EQ(plan(inputs()[0], true).size(), 9U);
    EXPECT_TRUE(holds(plan(inputs()[0], true), Family::plug));
}

TEST(Generate, TheRapidCheckViewIsDeterministicAndItsShrinksFit) {
    for (const Input& input : {inputs()[0], inputs()[5]}) {
        for (const Family family : families()) {
            if (!applies(family, input)) {
                continue;
            }
            const rc::Gen<Scenario> generator = scenarios(family, input);
            const rc::Shrinkable<Scenario> one = generator(rc::Random(5), 60);
            EXPECT_EQ(one.value(), generator(rc::Random(5), 60).value());
            rc::Seq<rc::Shrinkable<Scenario>> shrinks = one.shrinks();
            for (int i = 0; i < 100; ++i) {
                const rc::Maybe<rc::Shrinkable<Scenario>> next = shrinks.next();
                if (!next) {
                    break;
                }
                const Scenario smaller = next->value();
                ASSERT_TRUE(valid(smaller));
                ASSERT_EQ(fit(smaller, input), smaller) << to_text(smaller);
                ASSERT_NE(smaller, one.value());
            }
        }
    }
}

}  // namespace
}  // namespace wakelaw::conformance::scenario
