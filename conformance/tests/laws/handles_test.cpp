// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "trace_builder.hpp"

namespace wakelaw::conformance::laws::testing {
namespace {

constexpr auto join_pending = JoinStatus::pending;
constexpr auto join_finished = JoinStatus::finished;
constexpr auto join_cancelled = JoinStatus::cancelled;

/// With the events of handles.
class HandleTrace : public TraceBuilder {
public:
    explicit HandleTrace(Driving driving = Driving::stepping)
        : TraceBuilder(driving), polls_on_(driving == Driving::threads ? on_worker : on_main) {}

    /// A poll of the joiner that polls the handle once.
    HandleTrace& poll_joining(std::uint16_t joiner, std::uint16_t target, JoinStatus answer,
                              std::uint64_t waker = 1) {
        poll_begin(joiner);
        event(Kind::join_asked, polls_on_, joiner, target, 0, waker);
        event(Kind::joined, polls_on_, joiner, target, 0, static_cast<std::uint64_t>(answer));
        poll_end(joiner, answer == join_pending ? pending : ready);
        if (answer != join_pending) {
            destroy(joiner);
        }
        return *this;
    }
    HandleTrace& join_woken(std::uint16_t joiner, std::uint16_t target, std::uint64_t waker = 1) {
        event(Kind::join_woken, polls_on_, joiner, target, 0, waker);
        return *this;
    }
    HandleTrace& join_waker_held(std::uint16_t joiner, std::uint16_t target, std::uint64_t waker = 1) {
        event(Kind::join_waker_held, on_main, joiner, target, 0, waker);
        return *this;
    }
    HandleTrace& cancel(std::uint16_t task, std::uint8_t thread = on_main, std::uint16_t flags = 0) {
        event(Kind::cancel_begin, thread, task);
        event(Kind::cancel_end, thread, task, trace::nothing, flags);
        return *this;
    }
    /// The rest of a stepping case that came to a stop: two driving calls bring nothing about.
    HandleTrace& nothing_more() {
        stalled(Stall::delivered).nudged().drive_begin().drive_end();
        stalled(Stall::delivered).given_up();
        return *this;
    }

private:
    std::uint8_t polls_on_;
};

HandleTrace two_tasks() {
    HandleTrace trace;
    trace.spawn(0).spawn(1).drive_begin();
    return trace;
}

TEST(Handles, AJoinThatIsAnsweredWhenTheFutureIsGoneIsFine) {
    HandleTrace trace = two_tasks();
    trace.poll_joining(1, 0, join_pending).finish(0);
    trace.join_woken(1, 0).wake(1, in_hand, on_main);
    trace.poll_joining(1, 0, join_finished, 2).drive_end().all_well();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("JOIN-2.a"));
    EXPECT_TRUE(trace.exercised("JOIN-3.a"));
    EXPECT_TRUE(trace.exercised("JOIN-6.b"));
}

TEST(Handles, AnAnswerBeforeTheFutureIsDestroyedIsFound) {
    HandleTrace trace = two_tasks();
    trace.poll(0, ready);
    trace.poll_joining(1, 0, join_finished).destroy(0).drive_end().all_well();
    EXPECT_EQ(trace.blamed(), "JOIN-2.a");
}

TEST(Handles, ACancelledOneMayBeDestroyedAfterTheAnswer) {
    HandleTrace trace = two_tasks();
    trace.poll(0);
    trace.cancel(0).poll_joining(1, 0, join_cancelled).destroy(0).drive_end().all_well();
    EXPECT_EQ(trace.blamed(), "");
}

TEST(Handles, AJoinerThatIsNeverWokenIsFoundAndNoOtherRuleIsBlamed) {
    HandleTrace trace = two_tasks();
    trace.poll_joining(1, 0, join_pending).finish(0).drive_end();
    trace.nothing_more();
    EXPECT_EQ(trace.blamed(), "JOIN-3.a");
}

TEST(Handles, AWakeOfAnOlderWakerIsNoWake) {
    HandleTrace trace = two_tasks();
    trace.poll_joining(1, 0, join_pending, 1).wake_by_ref(1, 0);
    trace.poll_joining(1, 0, join_pending, 2).finish(0);
    trace.join_woken(1, 0, 1).drive_end();
    trace.nothing_more();
    EXPECT_EQ(trace.blamed(), "JOIN-3.a");
    EXPECT_NE(trace.finding().sentence.find("of an earlier poll instead"), std::string::npos);
}

TEST(Handles, AJoinerThatWasWokenAndIsNotPolledIsNotAQuestionOfHandles) {
    HandleTrace trace = two_tasks();
    trace.poll_joining(1, 0, join_pending).finish(0);
    trace.join_woken(1, 0).wake(1, in_hand, on_main).drive_end();
    trace.nothing_more();
    EXPECT_EQ(trace.blamed(), "EXEC-1.a");
}

TEST(Handles, NobodyIsWokenForATaskThatIsNotOver) {
    HandleTrace trace = two_tasks();
    trace.poll(0);
    trace.poll_joining(1, 0, join_pending).drive_end();
    trace.nothing_more();
    EXPECT_EQ(trace.blamed(), "");
}

TEST(Handles, APollOfAnIdleTaskAfterCancelIsFound) {
    HandleTrace trace = two_tasks();
    trace.poll(0).poll_begin(1);
    trace.cancel(0).poll_end(1, ready).destroy(1).wake(0).poll(0).destroy(0).drive_end().all_well();
    EXPECT_EQ(trace.blamed(), "JOIN-5.a");
}

TEST(Handles, APollThatWasDecidedOnBeforeCancelReturnedIsNot) {
    HandleTrace trace(Driving::threads);
    trace.spawn(0).poll(0);
    trace.cancel(0, on_actor).poll(0).destroy(0).all_well();
    EXPECT_EQ(trace.blamed(), "");
    HandleTrace twice(Driving::threads);
    twice.spawn(0).poll(0);
    twice.cancel(0, on_actor).poll(0).poll(0).destroy(0).all_well();
    EXPECT_EQ(twice.blamed(), "JOIN-5.a");
}

TEST(Handles, ACancelledTaskIsOwedNoPollAndItsFutureIsOwedItsEnd) {
    HandleTrace trace = two_tasks();
    trace.poll(0).poll_begin(1);
    trace.cancel(0).wake(0, 0, on_main).poll_end(1, ready).destroy(1).drive_end();
    trace.nothing_more();
    EXPECT_EQ(trace.blamed(), "JOIN-5.b");
}

TEST(Handles, ATaskThatIsCancelledBeforeItsFirstPollMayGoWithoutOne) {
    HandleTrace trace;
    trace.spawn(0);
    trace.cancel(0, on_actor).drive_begin().destroy(0).drive_end().all_well();
    EXPECT_EQ(trace.blamed(), "");
    EXPECT_TRUE(trace.exercised("JOIN-5.b"));
}

TEST(Handles, ATaskThatCancelsItselfIsNotPolledAgain) {
    HandleTrace trace;
    trace.spawn(0).drive_begin().poll_begin(0);
    trace.cancel(0).poll_end(0).wake(0).poll(0, ready).destroy(0).drive_end().all_well();
    EXPECT_EQ(trace.blamed(), "JOIN-5.c");
    HandleTrace good;
    good.spawn(0).drive_begin().poll_begin(0);
    good.cancel(0).poll_end(0).destroy(0).drive_end().all_well();
    EXPECT_EQ(good.blamed(), "");
    EXPECT_TRUE(good.exercised("JOIN-5.c"));
}

TEST(Handles, ACancelOfAFinishedTaskChangesNothing) {
    HandleTrace trace = two_tasks();
    trace.finish(0);
    trace.cancel(0).poll_joining(1, 0, join_cancelled).drive_end().all_well();
    EXPECT_EQ(trace.blamed(), "JOIN-5.d");
    HandleTrace again = two_tasks();
    again.finish(0);
    again.cancel(0, on_main, flag::threw).finish(1).drive_end().all_well();
    EXPECT_EQ(again.blamed(), "JOIN-5.d");
}

TEST(Handles, ACancelThatMeetsTheEndOfTheLastPollMayWin) {
    HandleTrace trace(Driving::threads);
    trace.spawn(0).spawn(1).poll(0, ready);
    trace.cancel(0, on_actor).destroy(0);
    trace.poll_joining(1, 0, join_cancelled).all_well();
    EXPECT_EQ(trace.blamed(), "");
}

TEST(Handles, AWakerThatOutlivesTheExecutorInAHandleIsFound) {
    HandleTrace trace = two_tasks();
    trace.with(Capability::drop_at_shutdown);
    trace.poll_joining(1, 0, join_pending, 1).poll_joining(0, 1, join_pending, 2).drive_end();
    trace.finished().late_begin().late_end().destroy_begin();
    trace.destroy(0).destroy(1).destroy_end();
    EXPECT_TRUE(HandleTrace(trace).exercised("JOIN-6.a"));
    trace.join_waker_held(1, 0, 1).case_end();
    EXPECT_EQ(trace.blamed(), "JOIN-6.a");
    trace.without(Capability::drop_at_shutdown);
    EXPECT_EQ(trace.blamed(), "");
}

TEST(Handles, AWakerFromOutsideMayKeepATaskAndWhatIsInItsHandle) {
    HandleTrace trace = two_tasks();
    trace.with(Capability::drop_at_shutdown);
    trace.poll_begin(0).clone(0).poll_end(0, pending);
    trace.poll_joining(1, 0, join_pending, 1).drive_end();
    trace.finished().late_begin().late_end().destroy_begin().destroy(0).destroy(1).destroy_end();
    trace.join_waker_held(1, 0, 1).drop(0, 0, on_main);
    HandleTrace let_go = trace;
    let_go.case_end();
    EXPECT_EQ(let_go.blamed(), "");
    trace.join_waker_held(1, 0, 1).case_end();
    EXPECT_EQ(trace.blamed(), "JOIN-6.a");
}

TEST(Handles, AWakerThatACompletedHandleKeepsIsAWarning) {
    HandleTrace trace = two_tasks();
    trace.poll_joining(1, 0, join_pending).finish(0);
    trace.join_woken(1, 0).wake(1, in_hand, on_main);
    trace.poll_joining(1, 0, join_finished, 2).drive_end();
    trace.finished().late_begin().late_end();
    trace.join_waker_held(1, 0).destroyed().case_end();
    EXPECT_EQ(trace.blamed(), "JOIN-6.b");
    EXPECT_EQ(trace.finding().manner, Manner::warning);
}

TEST(Handles, RacesGoToTheHandleOnlyWhereOneIsPolled) {
    HandleTrace trace(Driving::threads);
    trace.with_thread_sanitizer().spawn(0).spawn(1).poll_begin(0);
    trace.poll_begin_on(on_worker_2, 1);
    trace.event(Kind::join_asked, on_worker_2, 1, 0, 0, 1);
    trace.event(Kind::joined, on_worker_2, 1, 0, 0, 0).poll_end_on(on_worker_2, 1, pending);
    trace.poll_end(0, ready).race(RaceOn::subject).destroy(0);
    EXPECT_EQ(trace.blamed(), "JOIN-3.b");
    HandleTrace other(Driving::threads);
    other.with_thread_sanitizer().spawn(0).poll(0, ready).race(RaceOn::subject).destroy(0);
    EXPECT_EQ(other.blamed(), "WAK-8.b");
    HandleTrace farewell(Driving::threads);
    farewell.with_thread_sanitizer().spawn(0).poll(0, ready).destroy(0).race(RaceOn::farewell);
    EXPECT_EQ(farewell.blamed(), "JOIN-2.b");
}

}  // namespace
}  // namespace wakelaw::conformance::laws::testing
