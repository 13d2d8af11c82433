// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

TraceBuilder owner() { return TraceBuilder().with(Capability::drop_at_shutdown); }

/// Task 0 is idle, and a waker of it is in slot 0.
TraceBuilder one_idle(TraceBuilder trace) {
    return trace.spawn(0).poll_begin(0).clone(0).poll_end(0).event(Kind::ending);
}

TraceBuilder destructor(TraceBuilder trace, std::uint16_t task, std::uint8_t thread = on_main) {
    return trace.destroy_on(thread, task).event(Kind::destructor_begin, thread, task);
}

// EXEC-17 -------------------------------------------------------------------------------------------------

TEST(Endings, AnOwnerDestroysWhatIsLeft) {
    const auto trace = one_idle(owner())
                           .spawn(1)
                           .destroy_begin()
                           .destroy_on(on_main, 0)
                           .destroy_on(on_main, 1)
                           .destroy_end()
                           .drop(0)
                           .case_end();
    EXPECT_EQ(trace.blamed(), "");
    for (const char* clause : {"EXEC-17.a", "EXEC-17.b", "EXEC-17.c"}) {
        EXPECT_TRUE(trace.exercised(clause)) << clause;
    }
}

TEST(Endings, ASurvivorOfAnOwnerIsBlamed) {
    EXPECT_EQ(one_idle(owner()).destroyed().drop(0).case_end().blamed(), "EXEC-17.a");
    EXPECT_EQ(one_idle(owner())
                  .destroyed()
                  .event(Kind::drop_begin, on_main, 0, 0)
                  .destroy_on(on_main, 0)
                  .event(Kind::drop_end, on_main, 0, 0)
                  .case_end()
                  .blamed(),
              "EXEC-17.a");
}

TEST(Endings, WhoDoesNotOwnMayLetGo) {
    const auto trace = one_idle(TraceBuilder()).destroyed().drop(0).case_end();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_FALSE(trace.exercised("EXEC-17.a"));
}

TEST(Endings, ASpawnThatWasRefusedIsNotOwned) {
    const auto trace = one_idle(owner())
                           .destroy_begin()
                           .destroy_on(on_main, 0)
                           .event(Kind::spawn_begin, on_main, 1)
                           .event(Kind::spawn_end, on_main, 1, trace::nothing, flag::threw)
                           .destroy_end()
                           .drop(0)
                           .case_end();
    EXPECT_EQ(trace.blamed(), "");
}

TEST(Endings, ASpawnThatWasAcceptedDuringTheEndIsOwned) {
    const auto trace =
        one_idle(owner()).destroy_begin().destroy_on(on_main, 0).spawn(1).destroy_end().drop(0).case_end();
    EXPECT_EQ(trace.blamed(), "EXEC-17.a");
}

TEST(Endings, WhatIsFinishedIsNoQuestionOfTheEnd) {
    const auto trace = owner()
                           .spawn(0)
                           .poll_begin(0)
                           .clone(0)
                           .poll_end(0, ready)
                           .event(Kind::ending)
                           .destroyed()
                           .event(Kind::drop_begin, on_main, 0, 0)
                           .destroy_on(on_main, 0)
                           .event(Kind::drop_end, on_main, 0, 0)
                           .case_end();
    EXPECT_EQ(trace.blamed(), "");
}

TEST(Endings, NobodyIsDestroyedWithTheExecutorAndAgain) {
    const auto twice = one_idle(owner()).destroy_begin().destroy_on(on_main, 0).destroy_end();
    TraceBuilder later = twice;
    EXPECT_EQ(later.event(Kind::drop_begin, on_main, 0, 0)
                  .destroy_on(on_main, 0, flag::destroyed)
                  .event(Kind::drop_end, on_main, 0, 0)
                  .case_end()
                  .blamed(),
              "EXEC-17.b");
}

TEST(Endings, NoPollBeginsAfterTheEnd) {
    EXPECT_EQ(one_idle(owner())
                  .destroy_begin()
                  .destroy_on(on_main, 0)
                  .spawn(1)
                  .destroy_end()
                  .poll_begin_on(on_worker, 1)
                  .poll_end_on(on_worker, 1)
                  .drop(0)
                  .case_end()
                  .blamed(),
              "EXEC-17.a EXEC-17.c");
}

// THR-4 ---------------------------------------------------------------------------------------------------

TEST(Endings, APollThatEndsBeforeTheEndReturnsIsFine) {
    const auto trace = owner()
                           .spawn(0)
                           .poll_begin(0)
                           .event(Kind::ending)
                           .destroy_begin()
                           .poll_end(0)
                           .destroy_on(on_main, 0)
                           .destroy_end()
                           .case_end();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("THR-4.a"));
}

TEST(Endings, APollThatOutlastsTheEndIsBlamedOnce) {
    const auto outlasts = owner().spawn(0).poll_begin(0).event(Kind::ending).destroyed().poll_end(0);
    TraceBuilder destroyed_later = outlasts;
    EXPECT_EQ(destroyed_later.destroy(0).case_end().blamed(), "THR-4.a");
    TraceBuilder unowned = TraceBuilder().spawn(0).poll_begin(0).event(Kind::ending).destroyed().poll_end(0);
    EXPECT_EQ(unowned.destroy(0).case_end().blamed(), "");
}

TEST(Endings, WhatPollsWroteHappensBeforeTheEnd) {
    const auto trace = one_idle(owner().with_thread_sanitizer())
                           .destroy_begin()
                           .destroy_on(on_main, 0)
                           .destroy_end()
                           .race(RaceOn::outcome)
                           .drop(0)
                           .case_end();
    EXPECT_EQ(trace.blamed(), "THR-4.b");
}

// EXEC-10 -------------------------------------------------------------------------------------------------

TEST(Endings, AWakeMayRaceWithTheEnd) {
    const auto trace = one_idle(TraceBuilder())
                           .event(Kind::wake_begin, on_actor, 0, 0)
                           .destroy_begin()
                           .destroy_on(on_main, 0)
                           .event(Kind::wake_end, on_actor, 0, 0)
                           .destroy_end()
                           .case_end();
    EXPECT_EQ(trace.blamed(), "");
    for (const char* clause : {"EXEC-10.a", "EXEC-10.b", "EXEC-10.c", "EXEC-10.d"}) {
        EXPECT_TRUE(trace.exercised(clause)) << clause;
    }
}

TEST(Endings, DamageByARacingWakeIsOfTheRace) {
    const auto racing = one_idle(TraceBuilder()).event(Kind::wake_begin, on_actor, 0, 0).destroyed();
    TraceBuilder crashed = racing;
    EXPECT_EQ(crashed.crashed().blamed(), "EXEC-10.a");
    TraceBuilder written = racing;
    EXPECT_EQ(written.event(Kind::wake_end, on_actor, 0, 0)
                  .fault(MemoryFault::write_after_free)
                  .case_end()
                  .blamed(),
              "EXEC-10.a");
    TraceBuilder raced = racing;
    EXPECT_EQ(raced.event(Kind::wake_end, on_actor, 0, 0)
                  .with_thread_sanitizer()
                  .race(RaceOn::subject)
                  .case_end()
                  .blamed(),
              "EXEC-10.a");
    const auto later = one_idle(TraceBuilder()).destroyed().event(Kind::wake_begin, on_actor, 0, 0).crashed();
    EXPECT_EQ(later.blamed(), "EXEC-9.a");
}

TEST(Endings, ARacingWakeReturnsAndThrowsNothing) {
    TraceBuilder blocked = one_idle(TraceBuilder()).event(Kind::wake_begin, on_actor, 0, 0).destroyed();
    EXPECT_EQ(blocked.killed().blamed(), "EXEC-10.b");
    TraceBuilder throwing = one_idle(TraceBuilder()).event(Kind::wake_by_ref_begin, on_actor, 0, 0);
    EXPECT_EQ(throwing.destroy_begin()
                  .event(Kind::wake_by_ref_end, on_actor, 0, 0, flag::threw)
                  .destroy_end()
                  .drop(0)
                  .case_end()
                  .blamed(),
              "EXEC-10.c");
}

TEST(Endings, TheEndReturnsWhateverIsWoken) {
    const auto woken = one_idle(TraceBuilder()).destroy_begin().wake_by_ref(0).killed();
    EXPECT_EQ(woken.blamed(), "EXEC-10.d");
    const auto in_a_poll = TraceBuilder()
                               .spawn(0)
                               .poll_begin(0)
                               .clone(0)
                               .event(Kind::ending)
                               .destroy_begin()
                               .wake_by_ref(0)
                               .killed();
    EXPECT_EQ(in_a_poll.blamed(), "");
}

TEST(Endings, WhoseWakersEndWithTheExecutorIsNotAskedForTheRace) {
    const auto trace = one_idle(TraceBuilder().without(Capability::wakers_outlive_executor))
                           .event(Kind::wake_begin, on_actor, 0, 0)
                           .destroyed()
                           .killed();
    EXPECT_EQ(trace.blamed(), "");
}

// EXEC-18 -------------------------------------------------------------------------------------------------

TEST(Endings, ADestructorMayUseTheExecutor) {
    const auto trace = destructor(owner().spawn(0).poll_begin(0).clone(0).poll_end(0, ready), 0, on_worker)
                           .wake_by_ref(0, 0, on_worker)
                           .spawn(1, on_worker)
                           .event(Kind::destructor_end, on_worker, 0)
                           .finish(1)
                           .drop(0)
                           .all_well();
    EXPECT_EQ(trace.blamed(), "");
    for (const char* clause : {"EXEC-18.a", "EXEC-18.b", "EXEC-18.c"}) {
        EXPECT_TRUE(trace.exercised(clause)) << clause;
    }
}

TEST(Endings, ADestructorThatWaitsForItselfIsBlamedAndNoOtherRule) {
    const auto at_shutdown = destructor(one_idle(owner()).destroy_begin(), 0)
                                 .event(Kind::wake_by_ref_begin, on_main, 0, 0)
                                 .killed();
    EXPECT_EQ(at_shutdown.blamed(), "EXEC-18.c");
    EXPECT_EQ(at_shutdown.finding().manner, Manner::hang);
    const auto at_completion =
        destructor(TraceBuilder().spawn(0).poll_begin(0).clone(0).poll_end(0, ready), 0, on_worker)
            .event(Kind::wake_by_ref_begin, on_worker, 0, 0)
            .stalled()
            .nudged()
            .spawn(marker)
            .stalled()
            .destroy_begin()
            .killed();
    EXPECT_EQ(at_completion.blamed(), "EXEC-18.c");
    const auto spawning = destructor(TraceBuilder(Driving::stepping).spawn(0).drive_begin().poll(0, ready), 0)
                              .event(Kind::spawn_begin, on_main, 1)
                              .killed();
    EXPECT_EQ(spawning.blamed(), "EXEC-18.c");
}

TEST(Endings, AnUnprovedHangIsNoFinding) {
    EXPECT_EQ(destructor(one_idle(owner()).destroy_begin(), 0)
                  .event(Kind::wake_by_ref_begin, on_main, 0, 0)
                  .killed(Killed::unproved)
                  .blamed(),
              "");
}

TEST(Endings, DamageAfterADestructorIsHarm) {
    const auto trace =
        destructor(TraceBuilder().spawn(0).poll_begin(0).clone(0).poll_end(0, ready), 0, on_worker)
            .drop(0, 0, on_worker)
            .event(Kind::destructor_end, on_worker, 0)
            .fault(MemoryFault::write_after_free)
            .case_end();
    EXPECT_EQ(trace.blamed(), "EXEC-18.a");
    EXPECT_TRUE(trace.finding().harm);
    EXPECT_EQ(destructor(one_idle(owner()).destroy_begin(), 0)
                  .event(Kind::drop_begin, on_main, 0, 0)
                  .crashed()
                  .blamed(),
              "EXEC-18.a");
}

TEST(Endings, ASpawnByADestructorIsAcceptedWhileTheExecutorRuns) {
    const auto refused = destructor(TraceBuilder().spawn(0).poll(0, ready), 0, on_worker)
                             .event(Kind::spawn_begin, on_worker, 1)
                             .event(Kind::spawn_end, on_worker, 1, trace::nothing, flag::threw)
                             .event(Kind::destructor_end, on_worker, 0)
                             .all_well();
    EXPECT_EQ(refused.blamed(), "EXEC-18.b");
}

TEST(Endings, ADestructorDestroysNoFutureASecondTime) {
    const auto trace =
        destructor(TraceBuilder().spawn(0).poll_begin(0).clone(0).poll_end(0, ready), 0, on_worker)
            .event(Kind::drop_begin, on_worker, 0, 0)
            .destroy_on(on_worker, 0, flag::destroyed)
            .event(Kind::drop_end, on_worker, 0, 0)
            .event(Kind::destructor_end, on_worker, 0)
            .all_well();
    EXPECT_EQ(trace.blamed(), "EXEC-18.c");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
