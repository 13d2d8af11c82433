// SPDX-License-Identifier: MIT
#include "trace/view.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace wakelaw::conformance::trace {
namespace {

constexpr std::uint8_t on_main = 0;
constexpr std::uint8_t on_one = 4;
constexpr std::uint8_t on_other = 5;

Event event(Kind kind, std::uint8_t thread = on_main, std::uint16_t task = nothing,
            std::uint16_t object = nothing, std::uint16_t flags = 0, std::uint64_t value = 0) {
    return {kind, thread, task, object, flags, value};
}

Event poll_end(std::uint8_t thread, std::uint16_t task, PollStatus status) {
    return event(Kind::poll_end, thread, task, static_cast<std::uint16_t>(status));
}

class ViewOfATrace : public ::testing::Test {
protected:
    const View& read(std::initializer_list<Event> events) {
        trace_.events = events;
        view_.read(trace_);
        return view_;
    }

    Trace trace_;
    View view_;
};

TEST_F(ViewOfATrace, PutsEventsInOrderByTaskAndGivesTheirIndices) {
    const View& view =
        read({event(Kind::spawn_begin, on_main, 7), event(Kind::spawn_begin, on_main, 3),
              event(Kind::spawn_end, on_main, 3), event(Kind::spawn_end, on_main, 7),
              event(Kind::future_destroyed, on_main, 3), event(Kind::future_destroyed, on_main, 3)});
    ASSERT_EQ(view.tasks().size(), 2U);
    EXPECT_EQ(view.tasks()[0].task, 7);  // in order of appearance
    ASSERT_NE(view.task(3), nullptr);
    EXPECT_EQ(view.task(3)->spawn_begin, 1U);
    EXPECT_EQ(view.task(3)->spawn_end, 2U);
    EXPECT_EQ(view.task(3)->destructions, (std::vector<std::uint32_t>{4, 5}));
    EXPECT_EQ(view.task(7)->spawn_end, 3U);
    EXPECT_TRUE(view.task(7)->destructions.empty());
    EXPECT_EQ(view.task(8), nullptr);
}

TEST_F(ViewOfATrace, PairsPollsOfOneTaskThatOverlapByTheirThreads) {
    const View& view =
        read({event(Kind::poll_begin, on_one, 0, nothing, 0, 100),
              event(Kind::poll_begin, on_other, 0, nothing, flag::overlapped, 200),
              poll_end(on_one, 0, PollStatus::ready), poll_end(on_other, 0, PollStatus::pending)});
    const TaskView& task = *view.task(0);
    ASSERT_EQ(task.polls.size(), 2U);
    EXPECT_EQ(task.polls[0].end, 2U);
    EXPECT_EQ(task.polls[0].status, PollStatus::ready);
    EXPECT_EQ(task.polls[0].address, 100U);
    EXPECT_EQ(task.polls[1].end, 3U);
    EXPECT_EQ(task.polls[1].status, PollStatus::pending);
    EXPECT_EQ(task.polls[1].flags, flag::overlapped);
    EXPECT_EQ(task.polls[1].thread, on_other);
    EXPECT_EQ(task.ended, 2U);
    EXPECT_FALSE(task.threw);
    EXPECT_EQ(task.last_poll_begin(), 1U);
}

TEST_F(ViewOfATrace, PairsNestedPollsOfOneThreadFromTheInside) {
    const View& view =
        read({event(Kind::poll_begin, on_one, 0), event(Kind::poll_begin, on_one, 0),
              poll_end(on_one, 0, PollStatus::pending), poll_end(on_one, 0, PollStatus::ready)});
    EXPECT_EQ(view.task(0)->polls[1].end, 2U);
    EXPECT_EQ(view.task(0)->polls[0].end, 3U);
}

TEST_F(ViewOfATrace, PairsOperationsByThreadKindAndTask) {
    const View& view =
        read({event(Kind::wake_begin, on_one, 0, 1), event(Kind::wake_begin, on_other, 0, 2),
              event(Kind::clone_begin, on_one, 0, 1), event(Kind::wake_begin, on_one, 9, 3),
              event(Kind::wake_end, on_other, 0, 2, flag::threw), event(Kind::clone_end, on_one, 0, 4),
              event(Kind::wake_end, on_one, 9, 3), event(Kind::wake_end, on_one, 0, 1)});
    const TaskView& task = *view.task(0);
    ASSERT_EQ(task.operations.size(), 3U);
    EXPECT_EQ(task.operations[0].end, 7U);
    EXPECT_EQ(task.operations[1].end, 4U);
    EXPECT_EQ(task.operations[1].flags, flag::threw) << "flags of both events together";
    EXPECT_EQ(task.operations[1].slot, 2) << "the slot of the begin";
    EXPECT_EQ(task.operations[2].end, 5U);
    EXPECT_FALSE(task.operations[2].wakes());
    EXPECT_TRUE(task.operations[0].wakes());
    EXPECT_EQ(view.task(9)->operations.front().end, 6U);
    EXPECT_TRUE(view.unfinished_operations().empty());
}

TEST_F(ViewOfATrace, ShowsWhatHadBegunAndNeverReturnedInTheOrderOfTheTrace) {
    const View& view = read({event(Kind::wake_begin, on_other, 5, 1), event(Kind::drop_begin, on_one, 2, 1),
                             event(Kind::wake_by_ref_begin, on_main, 5, 2),
                             event(Kind::drop_end, on_one, 2, 1), event(Kind::clone_begin, on_one, 2, 3),
                             event(Kind::crashed, on_main, nothing, nothing, 0, 11)});
    const std::vector<WakerOperation> open = view.unfinished_operations();
    ASSERT_EQ(open.size(), 3U);
    EXPECT_EQ(open[0].begin, 0U);
    EXPECT_EQ(open[1].begin, 2U);
    EXPECT_EQ(open[2].begin, 4U);
    EXPECT_EQ(view.death, 5U);
    EXPECT_EQ(view.case_end, absent);
}

TEST_F(ViewOfATrace, LeavesStraysOfEarlierCasesOut) {
    const View& view = read({event(Kind::poll_begin, on_one, nothing, nothing, flag::stray),
                             event(Kind::future_destroyed, on_one, nothing, nothing, flag::stray),
                             event(Kind::poll_begin, on_one, 0)});
    ASSERT_EQ(view.tasks().size(), 1U);
    EXPECT_EQ(view.tasks().front().task, 0);
}

TEST_F(ViewOfATrace, IgnoresEndsThatHaveNoBegin) {
    const View& view = read({event(Kind::wake_end, on_one, 0, 1), poll_end(on_one, 0, PollStatus::pending),
                             event(Kind::wake_begin, on_one, 0, 1), event(Kind::wake_end, on_other, 0, 1)});
    EXPECT_TRUE(view.task(0)->polls.empty());
    ASSERT_EQ(view.task(0)->operations.size(), 1U);
    EXPECT_EQ(view.task(0)->operations.front().end, absent);
    EXPECT_EQ(view.task(0)->ended, absent);
}

TEST_F(ViewOfATrace, FindsTheLastWakeThatNoPollFollowed) {
    const View& served = read({event(Kind::wake_begin, on_one, 0), event(Kind::wake_end, on_one, 0),
                               event(Kind::poll_begin, on_main, 0)});
    EXPECT_EQ(served.task(0)->unserved_wake(), nullptr);

    const View& view = read({event(Kind::poll_begin, on_main, 0), event(Kind::wake_by_ref_begin, on_one, 0),
                             event(Kind::wake_by_ref_end, on_one, 0), event(Kind::wake_begin, on_other, 0),
                             event(Kind::drop_begin, on_one, 0)});
    ASSERT_NE(view.task(0)->unserved_wake(), nullptr);
    EXPECT_EQ(view.task(0)->unserved_wake()->begin, 3U);
    EXPECT_EQ(view.task(0)->unserved_wake(3)->begin, 1U);
    EXPECT_EQ(view.task(0)->unserved_wake(1), nullptr);

    const View& unpolled = read({event(Kind::wake_begin, on_one, 0)});
    ASSERT_NE(unpolled.task(0)->unserved_wake(), nullptr);
    EXPECT_EQ(unpolled.task(0)->last_poll_begin(), absent);
}

TEST_F(ViewOfATrace, TakesTheFirstOfEachMilestoneAndTheLastDrive) {
    const View& view =
        read({event(Kind::drive_begin), event(Kind::drive_end), event(Kind::drive_begin),
              event(Kind::drive_end), event(Kind::stalled), event(Kind::nudged), event(Kind::stalled),
              event(Kind::nudged), event(Kind::late_begin), event(Kind::late_end), event(Kind::destroy_begin),
              event(Kind::destroy_end), event(Kind::case_end)});
    EXPECT_EQ(view.drive_begin, 2U);
    EXPECT_EQ(view.drive_end, 3U);
    EXPECT_EQ(view.first_stall, 4U);
    EXPECT_EQ(view.first_nudge, 5U);
    EXPECT_EQ(view.late_begin, 8U);
    EXPECT_EQ(view.late_end, 9U);
    EXPECT_EQ(view.destroy_begin, 10U);
    EXPECT_EQ(view.destroy_end, 11U);
    EXPECT_EQ(view.case_end, 12U);
    EXPECT_EQ(view.death, absent);
    EXPECT_EQ(view.first_throw, absent);
}

TEST_F(ViewOfATrace, CountsAKilledWorkerAsStalledOnlyWhereThatIsProved) {
    for (const Killed why : {Killed::stalled, Killed::looping, Killed::unproved}) {
        const View& view = read({event(Kind::drive_begin),
                                 event(Kind::killed, on_main, nothing, static_cast<std::uint16_t>(why))});
        EXPECT_EQ(view.death, 1U);
        EXPECT_EQ(view.first_stall, why == Killed::stalled ? 1U : absent);
    }
}

TEST_F(ViewOfATrace, RemembersTheFirstThrowOfAllAndOfATask) {
    const View& view = read({event(Kind::poll_begin, on_main, 1), poll_end(on_main, 1, PollStatus::ready),
                             event(Kind::poll_begin, on_main, 0), poll_end(on_main, 0, PollStatus::threw),
                             event(Kind::poll_begin, on_main, 0), poll_end(on_main, 0, PollStatus::ready)});
    EXPECT_EQ(view.first_throw, 3U);
    EXPECT_TRUE(view.task(0)->threw);
    EXPECT_EQ(view.task(0)->ended, 3U);
    EXPECT_FALSE(view.task(1)->threw);
}

TEST_F(ViewOfATrace, KnowsTheSuitesOwnTasks) {
    const View& view =
        read({event(Kind::spawn_begin, on_main, marker_task), event(Kind::spawn_begin, on_main, 0)});
    EXPECT_TRUE(view.task(marker_task)->is_marker());
    EXPECT_FALSE(view.task(0)->is_marker());
}

TEST_F(ViewOfATrace, KeepsNothingOfTheTraceReadBefore) {
    read({event(Kind::spawn_begin, on_main, 0), event(Kind::spawn_end, on_main, 0),
          event(Kind::poll_begin, on_main, 0), poll_end(on_main, 0, PollStatus::threw),
          event(Kind::wake_begin, on_main, 0), event(Kind::future_destroyed, on_main, 0),
          event(Kind::spawn_begin, on_main, 1), event(Kind::stalled), event(Kind::nudged),
          event(Kind::late_begin), event(Kind::destroy_begin), event(Kind::drive_begin),
          event(Kind::crashed)});
    const View& view = read({event(Kind::drop_begin, on_main, 0)});
    ASSERT_EQ(view.tasks().size(), 1U);
    const TaskView& task = view.tasks().front();
    EXPECT_EQ(task.task, 0);
    EXPECT_EQ(task.spawn_begin, absent);
    EXPECT_EQ(task.spawn_end, absent);
    EXPECT_EQ(task.ended, absent);
    EXPECT_FALSE(task.threw);
    EXPECT_TRUE(task.polls.empty());
    EXPECT_TRUE(task.destructions.empty());
    EXPECT_EQ(task.operations.size(), 1U);
    for (const std::uint32_t milestone : {view.drive_begin, view.drive_end, view.first_throw, view.late_begin,
                                          view.late_end, view.destroy_begin, view.destroy_end,
                                          view.first_stall, view.first_nudge, view.death, view.case_end}) {
        EXPECT_EQ(milestone, absent);
    }
}

}  // namespace
}  // namespace wakelaw::conformance::trace
