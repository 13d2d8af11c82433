// SPDX-License-Identifier: MIT
#include "scenario/scenario.hpp"

#include <string>

#include <gtest/gtest.h>

#include "model_executor.hpp"
#include "scenario/binary.hpp"
#include "scenario/text.hpp"
#include "support.hpp"

namespace wakelaw::conformance::scenario {
namespace {

Scenario of(const std::string& lines) {
    const auto parsed = parse_text("wakelaw-scenario 1\n" + lines);
    if (!parsed) {
        ADD_FAILURE() << parsed.error().line << ": " << parsed.error().message;
        return {};
    }
    return *parsed;
}

/// Any valid scenario at all: nothing in it needs to make sense.
Scenario nonsense(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::size_t bound) { return static_cast<std::uint16_t>(random() % bound); };
    const auto steps = [&](Place place) {
        std::vector<Step> result;
        for (unsigned left = below(5); left > 0;) {
            const OperationInfo& what = operations()[below(operation_count)];
            if (what.allowed_in(place)) {
                const auto operand = [&](Operand kind) {
                    return kind == Operand::none ? std::uint16_t{0} : below(4);
                };
                result.push_back({what.operation, operand(what.first), operand(what.second)});
                --left;
            }
        }
        return result;
    };
    Scenario result;
    result.rounds = below(4) == 0 ? 3 : 1;
    for (std::uint16_t task = 0; task < 4; ++task) {
        result.tasks.push_back({task, below(3) == 0, {}});
        for (unsigned left = below(4); left > 0; --left) {
            const auto ending = static_cast<Ending>(below(ending_count));
            const bool operand = ending == Ending::await || ending == Ending::await_wake ||
                                 ending == Ending::await_phase || ending == Ending::join ||
                                 ending == Ending::leave;
            result.tasks.back().stages.push_back(
                {steps(Place::poll), ending, operand ? below(4) : std::uint16_t{0}});
        }
    }
    for (Task& task : result.tasks) {
        task.destructor = steps(Place::destructor);
    }
    for (std::uint16_t actor = 0; actor < below(4); ++actor) {
        result.actors.push_back({actor, steps(Place::actor)});
    }
    result.late = steps(Place::after);
    result.afterlife = steps(Place::after);
    return result;
}

TEST(Drainable, IsIdempotentAndKeepsScenariosValid) {
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        const Scenario start = nonsense(seed);
        ASSERT_TRUE(valid(start));
        const Scenario once = drainable(start);
        ASSERT_TRUE(valid(once));
        ASSERT_EQ(drainable(once), once) << to_text(start);
        ASSERT_LE(size(once), size(start));
    }
}

TEST(Drainable, NonsenseDrainsOnAnExecutorWhateverItsOrder) {
    for (std::uint64_t seed = 0; seed < 6'000; ++seed) {
        const Scenario scenario = drainable(nonsense(seed));
        for (const std::size_t threads : {1U, 3U}) {
            for (const int actors : {0, 1, 2}) {
                for (const unsigned spurious : {0U, 15U}) {
                    ModelExecutor model(scenario,
                                        {threads, spurious, seed % 2 == 0, actors == 1, actors == 2}, seed);
                    ASSERT_EQ(model.run(), "") << to_text(scenario);
                }
            }
        }
    }
}

TEST(Drainable, AnEarlyEndLeavesTasksWaitingAndNoActor) {
    for (std::uint64_t seed = 0; seed < 5'000; ++seed) {
        Scenario start = nonsense(seed);
        start.ends_early = true;
        const Scenario once = drainable(start);
        ASSERT_TRUE(valid(once));
        ASSERT_EQ(drainable(once), once) << to_text(start);
        ASSERT_EQ(once.rounds, 1);
    }
    EXPECT_EQ(drainable(of("ends_early\ntask 0\n  clone 0; await 3\n  ready\n  destructor; wake 0\n"
                           "task 1 spawned\n  ready\n"
                           "actor 0\n  await_slot 0; await_finish 0; await_end; wake 0\nlate\n  spawn 1\n")),
              of("ends_early\ntask 0\n  clone 0; await 3\n  ready\n  destructor; wake 0\n"
                 "task 1 spawned\n  ready\n"
                 "actor 0\n  await_slot 0; await_end; wake 0\nlate\n  spawn 1\n"));
}

TEST(Drainable, WhatAnActorDoesAfterTheEndHelpsNobody) {
    const std::string waits = "task 0\n  await 0\n  ready\nactor 0\n  await_end; signal 0\n";
    EXPECT_EQ(drainable_to_the_end(of("ends_early\n" + waits)),
              of("ends_early\ntask 0\n  yield\n  ready\nactor 0\n  await_end; signal 0\n"));
    EXPECT_EQ(drainable(of(waits)), of("task 0\n  await 0\n  ready\nactor 0\n  signal 0\n"));
    EXPECT_EQ(drainable_to_the_end(of("ends_early\ntask 0\n  await 0\n  ready\n")),
              of("ends_early\ntask 0\n  yield\n  ready\n"));
}

TEST(Drainable, NobodyWaitsForWhatADestructorSpawns) {
    EXPECT_EQ(drainable(of("task 0\n  ready\n  destructor; spawn 1\ntask 1 spawned\n  await 0\n  ready\n"
                           "actor 0\n  await_finish 1; signal 0\n")),
              of("task 0\n  ready\n  destructor; spawn 1\ntask 1 spawned\n  yield\n  ready\n"
                 "actor 0\n  signal 0\n"));
    EXPECT_EQ(drainable(of("task 0\n  ready\nlate\n  spawn 0\nafterlife\n  spawn 0\n")).late.size(), 0U);
}

TEST(Drainable, AWaitThatNothingEndsBecomesAYieldWithoutOperand) {
    EXPECT_EQ(drainable(of("task 0\n  await 3\n  ready\n")), of("task 0\n  yield\n  ready\n"));
    EXPECT_EQ(drainable(of("task 0\n  clone 2; await_wake 2\n  ready\n")),
              of("task 0\n  clone 2; yield\n  ready\n"));
    EXPECT_EQ(drainable(of("task 0\n  ready\nactor 0\n  await_slot 1; signal 0\n")),
              of("task 0\n  ready\nactor 0\n  signal 0\n"));
}

TEST(Drainable, AWakeByAnActorIsReliedOnOnlyIfNobodyElseTouchesTheSlot) {
    const std::string good = "task 0\n  clone 0; await_wake 0\n  ready\nactor 0\n  await_slot 0; wake 0\n";
    EXPECT_EQ(drainable(of(good)), of(good));
    for (const char* other : {"task 1\n  drop 0; ready\n", "task 1\n  ready\n  destructor; drop 0\n",
                              "actor 1\n  drop 0\n", "actor 1\n  clone_slot 0 1\n"}) {
        const Scenario spoilt = drainable(of(good + other));
        EXPECT_EQ(spoilt.tasks[0].stages[0].ending, Ending::yield) << other;
    }
}

TEST(Drainable, AnEventIsReliedOnByOneTaskOnly) {
    const std::string both = "task 0\n  await 0\n  ready\ntask 1\n  await 0\n  ready\nactor 0\n  signal 0\n";
    const Scenario scenario = drainable(of(both));
    EXPECT_EQ(scenario.tasks[0].stages[0].ending, Ending::await);
    EXPECT_EQ(scenario.tasks[1].stages[0], (Stage{{}, Ending::yield, 0}));
}

TEST(Drainable, APhaseIsReliedOnOnlyIfItsActorWaitsForNothing) {
    const std::string free =
        "task 0\n  await_phase 1\n  ready\ntask 1\n  ready\nactor 0\n  pause 1; phase 1\n";
    EXPECT_EQ(drainable(of(free)), of(free));
    const std::string starving =
        "task 0\n  await_phase 1\n  ready\ntask 1\n  ready\nactor 0\n  await_finish 1; phase 1\n";
    EXPECT_EQ(drainable(of(starving)).tasks[0].stages[0].ending, Ending::yield);
}

TEST(Drainable, NobodyIsAbandoned) {
    EXPECT_EQ(drainable(of("task 0\n  abandon\n  ready\n")), of("task 0\n  yield\n  ready\n"));
}

TEST(Drainable, AWaitMayEndByACancelThatIsSureToFindTheHandle) {
    const std::string sleeper = "task 0\n  await 0\n  ready\n";
    for (const std::string by : {"task 1\n  cancel 0; ready\n", "task 1\n  ready\nactor 0\n  cancel 0\n"}) {
        EXPECT_EQ(drainable(of(sleeper + by)), of(sleeper + by));
    }
    // Polled before main has the handle; spawned by a step; cancelled by one that may be cancelled itself.
    for (const std::string unsure :
         {"task 0\n  cancel 1; ready\ntask 1\n  await 0\n  ready\n",
          "task 0\n  spawn 1; ready\ntask 1 spawned\n  await 0\n  ready\nactor 0\n  cancel 1\n",
          "task 1\n  await 0\n  ready\ntask 2\n  yield\n  cancel 1; ready\nactor 0\n  cancel 2\n"}) {
        EXPECT_EQ(drainable(of(unsure)).tasks[unsure[5] == '0' ? 1 : 0].stages[0].ending, Ending::yield)
            << unsure;
    }
}

TEST(Drainable, WhatACancelledTaskDoesForOthersIsNotCountedOn) {
    EXPECT_EQ(drainable(of("task 0\n  signal 0; ready\ntask 1\n  await 0\n  ready\nactor 0\n  cancel 0\n")),
              of("task 0\n  signal 0; ready\ntask 1\n  yield\n  ready\nactor 0\n  cancel 0\n"));
}

TEST(Drainable, AHandleIsJoinedByOneTaskAndNobodyWaitsForOneThatIsLeft) {
    EXPECT_EQ(drainable(of("task 0\n  ready\ntask 1\n  join 0\n  ready\ntask 2\n  join 0\n  ready\n")),
              of("task 0\n  ready\ntask 1\n  join 0\n  ready\ntask 2\n  yield\n  ready\n"));
    const std::string left = "task 0\n  leave 0\n";
    EXPECT_EQ(drainable(of(left)), of(left));
    EXPECT_EQ(drainable(of(left + "task 1\n  join 0\n  ready\n")), of(left + "task 1\n  yield\n  ready\n"));
    EXPECT_EQ(drainable(of("rounds 2\n" + left)), of("rounds 2\ntask 0\n  yield\n"));
}

TEST(Drainable, AJoinOfATaskThatEndsIsKeptAndOneOfItselfIsNot) {
    const std::string good = "task 0\n  join 1\n  ready\ntask 1\n  ready\n";
    EXPECT_EQ(drainable(of(good)), of(good));
    EXPECT_EQ(drainable(of("task 0\n  join 0\n  ready\n")), of("task 0\n  yield\n  ready\n"));
}

TEST(Permitted, AWakerOfOneSuspensionIsWokenOnceAndByItsOwnTaskOrEvent) {
    const Contracts contract{Contract::one_suspension};
    const std::string all =
        "task 0\n  clone 0; keep; wake_self 2; move 0 1; yield\n  await 0\n  wake_self 3; wake_self_by_value "
        "1; "
        "ready\nactor 0\n  wake 0; wake_by_ref 0; drop 0; signal 0\n";
    EXPECT_EQ(permitted(of(all), contract),
              of("task 0\n  keep; yield\n  await 0\n  wake_self 1; ready\nactor 0\n  drop 0; signal 0\n"));
    EXPECT_EQ(permitted(of(all), {}), of(all));
}

TEST(Restricted, KeepsWakersFromOutlivingAnExecutorWhoseThreadsStillRunAtItsEnd) {
    const std::string all =
        "ends_early\ntask 0\n  clone 0; keep; outstay; ready\n"
        "  destructor; clone_slot 0 1; wake_by_ref 0; wake_kept; spawn 1; drop 0\ntask 1 spawned\n  ready\n";
    const Capabilities fewer = everything.without(Capability::wakers_outlive_executor);
    EXPECT_EQ(restricted(of(all), Driving::threads, everything), of(all));
    EXPECT_EQ(restricted(of(all), Driving::stepping, fewer), of(all));
    EXPECT_EQ(
        restricted(of(all), Driving::threads, fewer),
        of("task 0\n  clone 0; keep; ready\n  destructor; wake_kept; spawn 1\ntask 1 spawned\n  ready\n"));
}

TEST(Restricted, RemovesWhatIsNotDeclaredAndNothingElse) {
    const auto without = [](const std::string& lines, Capability capability) {
        return restricted(of(lines), Driving::threads, everything.without(capability));
    };
    const std::string all =
        "task 0\n  clone 0; keep; wake_self 2; compare_self 0; spawn 1; yield\n  throw\n"
        "task 1 spawned\n  await 0\n  yield_by_value\n  ready\n"
        "actor 0\n  await_slot 0; wake_by_ref 0; spawn 2; wake_at_thread_exit 0; signal 0\n"
        "task 2 spawned\n  ready\nlate\n  wake 0; compare 0 1\nafterlife\n  drop 0\n";
    EXPECT_EQ(restricted(of(all), Driving::threads, everything), of(all));
    EXPECT_EQ(without(all, Capability::exceptions).tasks[0].stages[1].ending, Ending::ready);
    EXPECT_EQ(to_text(without(all, Capability::will_wake)).find("compare"), std::string::npos);
    EXPECT_TRUE(without(all, Capability::wakers_outlive_executor).afterlife.empty());
    EXPECT_FALSE(without(all, Capability::wakers_outlive_executor).late.empty());
    EXPECT_TRUE(without(all, Capability::wake_from_foreign_thread).actors.empty());
    EXPECT_FALSE(without(all, Capability::wake_from_foreign_thread).tasks[2].spawned_by_step);
    EXPECT_FALSE(without(all, Capability::spawn_from_poll).tasks[1].spawned_by_step);
    EXPECT_TRUE(without(all, Capability::spawn_from_poll).tasks[2].spawned_by_step);
    EXPECT_FALSE(without(all, Capability::spawn_from_foreign_thread).tasks[2].spawned_by_step);
    EXPECT_EQ(without(all, Capability::several_tasks).tasks.size(), 1U);
    const std::string by_value = to_text(without(all, Capability::wake_by_ref));
    EXPECT_EQ(by_value.find("wake_by_ref"), std::string::npos);
    EXPECT_EQ(by_value.find("wake_self "), std::string::npos);
    EXPECT_EQ(by_value.find(" yield\n"), std::string::npos);
    const std::string unclonable = to_text(without(all, Capability::clone));
    EXPECT_EQ(unclonable.find("clone"), std::string::npos);
    EXPECT_EQ(unclonable.find("await 0"), std::string::npos);
    EXPECT_TRUE(valid(without(all, Capability::clone)));
}

TEST(Restricted, IsIdempotent) {
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        for (const Input& input : inputs()) {
            const Scenario once = restricted(nonsense(seed), input.driving, input.capabilities);
            ASSERT_EQ(restricted(once, input.driving, input.capabilities), once) << to_text(once);
            const Scenario fitting = fit(nonsense(seed), input);
            ASSERT_EQ(fit(fitting, input), fitting);
            ASSERT_EQ(drainable(fitting), fitting);
        }
    }
}

TEST(Text, RoundTripOfNonsense) {
    for (std::uint64_t seed = 0; seed < 5'000; ++seed) {
        const Scenario scenario = nonsense(seed);
        const auto parsed = parse_text(to_text(scenario));
        ASSERT_TRUE(parsed) << parsed.error().message << '\n' << to_text(scenario);
        ASSERT_EQ(*parsed, scenario) << to_text(scenario);
    }
}

}  // namespace
}  // namespace wakelaw::conformance::scenario
