// SPDX-License-Identifier: MIT
#include "scenario/shrink.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "model_executor.hpp"
#include "scenario/binary.hpp"
#include "scenario/text.hpp"
#include "support.hpp"

namespace wakelaw::conformance::scenario {
namespace {

std::string body(const Scenario& scenario) { return to_text(scenario).substr(sizeof("wakelaw-scenario 1")); }

bool contains(const Scenario& scenario, const std::string& part) {
    return to_text(scenario).find(part) != std::string::npos;
}

Scenario found(Family family, const std::function<bool(const Scenario&)>& fails) {
    for (std::uint64_t index = 0; index < 100'000; ++index) {
        Scenario scenario = generate(family, 11, index, 150, inputs()[0]);
        if (fails(scenario) && size(scenario) > 20) {
            return scenario;
        }
    }
    ADD_FAILURE() << "no such scenario";
    return {};
}

std::string smallest(Family family, const std::function<bool(const Scenario&)>& fails) {
    const ShrinkResult result = shrink(found(family, fails), fails);
    EXPECT_TRUE(result.complete);
    EXPECT_TRUE(fails(result.scenario));
    EXPECT_LE(result.tries, 300U);
    return body(result.scenario);
}

TEST(Shrink, FindsTheSmallestForSimplePredicates) {
    EXPECT_EQ(smallest(Family::mixed, [](const Scenario& one) { return !one.tasks.empty(); }),
              "task 0\n  ready\n");
    EXPECT_EQ(smallest(Family::concurrent, [](const Scenario& one) { return contains(one, "clone_slot"); }),
              "actor 0\n  clone_slot 0 1\n");
    EXPECT_EQ(smallest(Family::flood,
                       [](const Scenario& one) {
                           for (const Task& task : one.tasks) {
                               for (const Stage& stage : task.stages) {
                                   for (const Step& step : stage.steps) {
                                       if (step.operation == Operation::wake_self && step.first >= 100) {
                                           return true;
                                       }
                                   }
                               }
                           }
                           return false;
                       }),
              "task 0\n  wake_self 100; ready\n");
    EXPECT_EQ(smallest(Family::exceptions, [](const Scenario& one) { return contains(one, "throw"); }),
              "task 0\n  throw\n");
    EXPECT_EQ(smallest(Family::during_poll, [](const Scenario& one) { return contains(one, "await_wake"); }),
              "task 0\n  clone 0; await_wake 0\n  ready\nactor 0\n  await_slot 0; wake 0\n");
    EXPECT_EQ(smallest(Family::late, [](const Scenario& one) { return !one.late.empty(); }).substr(0, 5),
              "late\n");
}

TEST(Shrink, KeepsTheRoundsThatThePredicateNeeds) {
    const Scenario rung = generate(Family::ladder, 0, 4, 100, inputs()[0]);
    const auto grows = [](const Scenario& one) { return one.rounds >= 8 && contains(one, "clone "); };
    EXPECT_EQ(body(shrink(rung, grows).scenario), "rounds 8\ntask 0\n  clone 0; ready\n");
}

TEST(Shrink, ATaskWhoseSpawnWentVanishesOrIsThereFromTheStart) {
    const auto start = parse_text(
        "wakelaw-scenario 1\ntask 0\n  spawn 1; yield\n  ready\ntask 1 spawned\n  wake_self 2; yield\n  "
        "ready\n");
    ASSERT_TRUE(start);
    const auto needs_the_spawned = [](const Scenario& one) { return contains(one, "wake_self"); };
    EXPECT_EQ(body(shrink(*start, needs_the_spawned).scenario), "task 0\n  wake_self 1; ready\n");
    const auto needs_the_parent = [](const Scenario& one) {
        return contains(one, "task 0") && contains(one, "yield");
    };
    EXPECT_EQ(body(shrink(*start, needs_the_parent).scenario), "task 0\n  yield\n  ready\n");
    const auto needs_both = [](const Scenario& one) { return one.tasks.size() == 2; };
    EXPECT_EQ(body(shrink(*start, needs_both).scenario), "task 0\n  ready\ntask 1\n  ready\n");
}

TEST(Shrink, CandidatesAreRunnableTidyAndDifferent) {
    for (const Input& input : {inputs()[0], inputs()[5]}) {
        const Mend mend = [&](Scenario one) { return fit(std::move(one), input); };
        for (const Family family : families()) {
            for (std::uint64_t index = 0; applies(family, input) && index < 5; ++index) {
                const Scenario start = generate(family, 2, index, 100, input);
                rc::Seq<Scenario> all = candidates(start, mend);
                std::uint64_t seed = 0;
                for (rc::Maybe<Scenario> one = all.next(); one && seed < 150; one = all.next()) {
                    ASSERT_NE(*one, start);
                    ASSERT_TRUE(valid(*one));
                    ASSERT_EQ(mend(*one), *one) << to_text(*one);
                    ASSERT_LE(one->tasks.size(), start.tasks.size());
                    ++seed;
                    if (!one->ends_early) {
                        ASSERT_EQ(ModelExecutor(*one, {2, 0, false, false, false}, seed).run(), "")
                            << to_text(*one);
                    }
                }
            }
        }
    }
}

TEST(Shrink, NeverTriesAScenarioTwice) {
    std::set<std::string> tried;
    const auto fails = [&](const Scenario& one) {
        EXPECT_TRUE(tried.insert(to_text(one)).second) << to_text(one);
        return contains(one, "signal");
    };
    const Scenario start = found(Family::idle, [](const Scenario& one) { return contains(one, "signal"); });
    const ShrinkResult result = shrink(start, fails);
    EXPECT_EQ(result.tries, tried.size());
    EXPECT_TRUE(result.complete);
}

TEST(Shrink, RespectsItsLimits) {
    const Scenario start = found(Family::crowd, [](const Scenario&) { return true; });
    std::size_t calls = 0;
    const auto never = [&](const Scenario&) {
        ++calls;
        return false;
    };
    ShrinkResult result = shrink(start, never, {10, {}});
    EXPECT_EQ(result.tries, 10U);
    EXPECT_EQ(calls, 10U);
    EXPECT_FALSE(result.complete);
    EXPECT_EQ(result.scenario, start);
    result = shrink(start, never, {2000, [] { return true; }});
    EXPECT_EQ(result.tries, 0U);
    EXPECT_FALSE(result.complete);
    result = shrink(start, never, {0, {}});
    EXPECT_EQ(result.tries, 0U);
}

TEST(Shrink, AnUnshrinkableScenarioEndsByItself) {
    for (const Family family : families()) {
        const Scenario start = generate(family, 9, 3, 200, inputs()[0]);
        const ShrinkResult result = shrink(start, [](const Scenario&) { return false; }, {100'000, {}});
        EXPECT_TRUE(result.complete);
        EXPECT_LE(result.tries, 1'500U) << to_string(family);
    }
}

}  // namespace
}  // namespace wakelaw::conformance::scenario
