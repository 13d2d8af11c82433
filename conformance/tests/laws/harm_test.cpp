// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TraceBuilder idle_task() { return TraceBuilder().spawn(0).poll_begin(0).clone(0).poll_end(0); }

TEST(Harm, ACrashIsBlamedOnTheMostDemandingOperationBeforeIt) {
    EXPECT_EQ(TraceBuilder().spawn(0).poll_begin(0).crashed().blamed(), "EXEC-14.a");
    EXPECT_EQ(idle_task().drop(0).crashed().blamed(), "WAK-3.a");
    EXPECT_EQ(idle_task().wake_by_ref(0).crashed().blamed(), "WAK-2.a");
    EXPECT_EQ(idle_task().wake(0).crashed().blamed(), "WAK-1.b");
    EXPECT_EQ(idle_task().move(0, 0, 1).crashed().blamed(), "WAK-9.b");
    EXPECT_EQ(idle_task().wake(0).crashed().finding().manner, Manner::crash);
    EXPECT_TRUE(idle_task().wake(0).crashed().finding().harm);
}

TEST(Harm, ACrashBeforeAnyTaskIsNoRulesBusiness) {
    EXPECT_EQ(TraceBuilder().event(Kind::make_begin).crashed().blamed(), "");
}

TEST(Harm, AnExitCountsAsACrash) {
    EXPECT_EQ(idle_task().event(Kind::exited, on_main, trace::nothing, trace::nothing, 0, 1).blamed(),
              "WAK-3.a");
}

TEST(Harm, AWorkerThatWasKilledForTimeIsNoHarm) {
    EXPECT_EQ(idle_task().wake(0).killed(Killed::unproved).blamed(), "");
}

TEST(Harm, ConcurrentUseOfOneTasksWakersIsBlamedOnWAK8) {
    EXPECT_EQ(idle_task()
                  .event(Kind::wake_by_ref_begin, on_actor, 0, 0)
                  .event(Kind::clone_begin, on_actor_2, 0, 0)
                  .event(Kind::clone_end, on_actor_2, 0, 1)
                  .event(Kind::wake_by_ref_end, on_actor, 0, 0)
                  .crashed()
                  .blamed(),
              "WAK-8.b");
}

TEST(Harm, AnOperationInAThreadLocalsDestructorIsBlamedOnWAK8) {
    EXPECT_EQ(idle_task().event(Kind::wake_begin, on_worker_2, 0, 0, flag::at_exit).crashed().blamed(),
              "WAK-8.c");
}

TEST(Harm, AFutureDestroyedWhileAWakerIsHeldWasReleasedTooOften) {
    const auto trace = idle_task().wake_by_ref(0).destroy(0).drop(0).all_well();
    EXPECT_EQ(trace.blamed(), "WAK-2.a");
    EXPECT_EQ(idle_task().clone_from(0, 0, 1, on_actor).drop(0).destroy(0).drop(0, 1).all_well().blamed(),
              "WAK-3.a");
}

TEST(Harm, AFutureDestroyedWithAWakeUnservedWasReleasedTooOften) {
    EXPECT_EQ(idle_task().wake(0).destroy(0).all_well().blamed(), "WAK-1.b");
}

TEST(Harm, AFutureDestroyedInsideAWakeOfItsOwnPollWasReleasedTooOften) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .event(Kind::wake_by_ref_begin, on_worker, 0, borrowed)
                  .destroy(0, flag::overlapped)
                  .event(Kind::wake_by_ref_end, on_worker, 0, borrowed)
                  .poll_end(0)
                  .all_well()
                  .blamed(),
              "WAK-2.a");
}

TEST(Harm, DestructionOfUnfinishedFuturesWithTheExecutorIsFine) {
    EXPECT_EQ(idle_task()
                  .stalled()
                  .destroy_begin()
                  .destroy_on(on_main, 0)
                  .destroy_end()
                  .drop(0)
                  .case_end()
                  .blamed(),
              "");
}

TEST(Harm, WhatHappensAfterALostWakeIsNotJudged) {
    EXPECT_EQ(idle_task()
                  .wake_by_ref(0)
                  .stalled()
                  .nudged()
                  .marker_served()
                  .stalled()
                  .event(Kind::drop_begin, on_main, 0, 0)
                  .destroy_on(on_main, 0)
                  .event(Kind::drop_end, on_main, 0, 0)
                  .given_up()
                  .blamed(),
              "EXEC-1.a");
}

TEST(Harm, APollAfterReadyExplainsTheCrashThatFollows) {
    EXPECT_EQ(TraceBuilder()
                  .spawn(0)
                  .poll_begin(0)
                  .wake_self(0)
                  .poll_end(0, ready)
                  .poll_begin(0)
                  .crashed()
                  .blamed(),
              "EXEC-7.a");
}

TEST(Harm, RulesThatExplainHarmFormNoCycle) {
    std::set<std::string_view> rules;
    for (const Law& law : laws()) {
        rules.insert(law.rule);
    }
    for (const std::string_view rule : rules) {
        for (const std::string_view below : rests_on(rule)) {
            EXPECT_TRUE(rules.contains(below)) << below;
            EXPECT_NE(below, rule);
            const auto further = rests_on(below);
            EXPECT_EQ(std::find(further.begin(), further.end(), rule), further.end())
                << rule << " and " << below;
        }
    }
}

TEST(Harm, EveryClauseHasOneLaw) {
    // One for executors, and one for vocabularies.
    std::set<std::pair<std::string_view, bool>> clauses;
    for (const Law& law : laws()) {
        EXPECT_TRUE(clauses.emplace(law.clause, law.of_vocabulary.has_value()).second) << law.clause;
        EXPECT_TRUE(law.clause.starts_with(law.rule)) << law.clause;
        EXPECT_FALSE(law.quote.empty());
        EXPECT_TRUE(law.file.starts_with("conformance/src/laws/"));
    }
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
