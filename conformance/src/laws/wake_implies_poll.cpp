// SPDX-License-Identifier: MIT
/// EXEC-1, 2, 5, 11, 21, 24: polls that are owed and do not come. `lost_wake.hpp` decides which rule it is.
#include <fmt/format.h>
#include <wakelaw/conformance/subject.hpp>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/lost_wake.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/wake_implies_poll.cpp";

/// Whether any wake of an unfinished task of the scenario is such as `wanted` says.
template <class Wanted>
bool any_wake(const View& view, Wanted wanted) {
    for (const TaskView& task : view.tasks()) {
        if (!of_scenario(task)) {
            continue;
        }
        for (const WakerOperation& one : task.operations) {
            if (one.wakes() && !ended_before(task, one.begin) && wanted(task, one)) {
                return true;
            }
        }
    }
    return false;
}

/// "task 2 was woken at event 17, while its poll 3 was running"
std::string woken(const LostPoll& lost) {
    const TaskView& task = *lost.task;
    const PollSpan* last = last_poll_before(task, lost.stall.at);
    if (lost.wake->begin < last->end) {
        return fmt::format("task {} was woken at event {}, while its poll {} was running", task.task,
                           lost.wake->begin, poll_number(task, *last));
    }
    return fmt::format("task {} was woken at event {}, after its poll {} had returned at event {}", task.task,
                       lost.wake->begin, poll_number(task, *last), last->end);
}

void judge_exec_1(const View& view, Judgement& judgement) {
    judgement.exercised =
        settled(view) && any_wake(view, [](const TaskView& task, const WakerOperation& one) {
            return !during_own_poll(task, one.begin);
        });
    if (const auto lost = find_loss(view, Loss::exec_1)) {
        accuse(judgement, "EXEC-1", "EXEC-1.a", lost->stall.manner(), false,
               fmt::format("{}; no poll of it began afterwards, and {}", woken(*lost),
                           how_it_stands(lost->stall)),
               {lost->wake->begin, last_poll_before(*lost->task, lost->stall.at)->begin, lost->stall.at});
    }
}

void judge_exec_2(const View& view, Judgement& judgement) {
    judgement.exercised =
        settled(view) && any_wake(view, [](const TaskView& task, const WakerOperation& one) {
            const PollSpan* poll = last_poll_before(task, one.begin);
            return poll != nullptr && poll->end != absent && poll->end > one.begin &&
                   poll->status == PollStatus::pending;
        });
    if (const auto lost = find_loss(view, Loss::exec_2)) {
        const PollSpan* last = last_poll_before(*lost->task, lost->stall.at);
        accuse(judgement, "EXEC-2", "EXEC-2.a", lost->stall.manner(), false,
               fmt::format(
                   "{}, and that poll returned Pending at event {}; no poll of it began afterwards, and {}",
                   woken(*lost), last->end, how_it_stands(lost->stall)),
               {last->begin, lost->wake->begin, last->end, lost->stall.at});
    }
}

/// A running executor destroyed the future before its first poll: there is no stall, since nobody waits for
/// it.
const TaskView* discarded_before_first_poll(const View& view) {
    for (const TaskView& task : view.tasks()) {
        if (of_scenario(task) && task.polls.empty() && !task.destructions.empty() &&
            precedes(task.destructions.front(), view.end_begin) &&
            !precedes(view.first_stall, task.destructions.front()) && spawned_before(view, task, absent) &&
            !cancelled_before(task, task.destructions.front())) {
            return &task;
        }
    }
    return nullptr;
}

void judge_exec_5(const View& view, Judgement& judgement) {
    if (settled(view)) {
        for (const TaskView& task : view.tasks()) {
            judgement.exercised = judgement.exercised || (of_scenario(task) && task.spawn_end != absent);
        }
    }
    if (const auto lost = find_loss(view, Loss::exec_5)) {
        accuse(judgement, "EXEC-5", "EXEC-5.a", lost->stall.manner(), false,
               fmt::format("task {} was spawned at event {} and never polled, and {}", lost->task->task,
                           lost->task->spawn_begin, how_it_stands(lost->stall)),
               {lost->task->spawn_begin, lost->task->spawn_end, lost->stall.at});
        return;
    }
    const TaskView* discarded = discarded_before_first_poll(view);
    if (discarded != nullptr && !precedes(view.first_throw, discarded->destructions.front())) {
        accuse(judgement, "EXEC-5", "EXEC-5.a", Manner::violation, false,
               fmt::format(
                   "task {} was spawned at event {}, and its future was destroyed at event {} without a poll",
                   discarded->task, discarded->spawn_begin, discarded->destructions.front()),
               {discarded->spawn_begin, discarded->destructions.front()});
        return;
    }
    if (const auto late = late_stall(view)) {
        // With a stale waker in play EXEC-8 is asked, after an exception EXEC-19.
        if (late->marker != nullptr && late->stale == nullptr &&
            !precedes(view.first_throw, late->stall.at)) {
            accuse(judgement, "EXEC-5", "EXEC-5.a", late->stall.manner(), false,
                   fmt::format(
                       "a task spawned at event {}, when all others had finished, was never polled, and {}",
                       late->marker->spawn_begin, how_it_stands(late->stall)),
                   {late->marker->spawn_begin, late->stall.at});
        }
    }
}

void judge_exec_11(const View& view, Judgement& judgement) {
    judgement.exercised = view.facts().driving != Driving::stepping && settled(view) &&
                          any_wake(view, [](const TaskView& task, const WakerOperation& one) {
                              return one.thread >= 1 && one.thread <= 3 && idle_at(task, one.begin);
                          });
    if (const auto lost = find_loss(view, Loss::exec_11)) {
        accuse(judgement, "EXEC-11", "EXEC-11.a", lost->stall.manner(), false,
               fmt::format(
                   "{}, and at event {} {}; it was polled at event {}, as soon as something else had been "
                   "given to the executor at event {}, and without another wake",
                   woken(*lost), lost->stall.at, how_it_stands(lost->stall), lost->served, view.first_nudge),
               {lost->wake->begin, lost->stall.at, view.first_nudge, lost->served});
    }
}

void judge_exec_21_a(const View& view, Judgement& judgement) {
    judgement.exercised =
        view.facts().driving == Driving::stepping && settled(view) && view.drive_end != absent;
    const auto lost = find_loss(view, Loss::exec_21);
    if (!lost) {
        return;
    }
    if (lost->wake == nullptr) {
        accuse(judgement, "EXEC-21", "EXEC-21.a", lost->stall.manner(), false,
               fmt::format(
                   "task {} was spawned at event {}, and the driving call returned before event {} without a "
                   "poll of it; the next driving call polled it at event {}",
                   lost->task->task, lost->task->spawn_begin, lost->stall.at, lost->served),
               {lost->task->spawn_begin, lost->stall.at, lost->served});
        return;
    }
    accuse(
        judgement, "EXEC-21", "EXEC-21.a", lost->stall.manner(), false,
        fmt::format(
            "{}, and the driving call returned before event {} without another poll of it; the next driving "
            "call polled it at event {}, without another wake",
            woken(*lost), lost->stall.at, lost->served),
        {lost->wake->begin, lost->stall.at, lost->served});
}

void judge_exec_21_b(const View& view, Judgement& judgement) {
    if (view.facts().driving == Driving::threads) {
        return;
    }
    bool all_finished = true;
    bool any_task = false;
    for (const TaskView& task : view.tasks()) {
        const bool spawned = spawned_before(view, task, absent);
        any_task = any_task || spawned;
        all_finished = all_finished && (!spawned || task.ended != absent);
    }
    judgement.exercised =
        view.facts().driving == Driving::blocking && any_task && all_finished && view.drive_end != absent;
    const std::optional<JudgedStall> stall = judged_stall(view);
    if (!stall || stall->delivered || !any_task || precedes(view.first_throw, stall->at) ||
        blocked_call(view, stall->at)) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        if (spawned_before(view, task, stall->at) && !ended_before(task, stall->at)) {
            return;
        }
    }
    if (const auto late = late_stall(view); late && late->stale != nullptr) {
        return;  // EXEC-8
    }
    accuse(
        judgement, "EXEC-21", "EXEC-21.b", Manner::hang, false,
        fmt::format(
            "the driving call that began at event {} does not return, although all tasks have finished, and "
            "every thread is blocked",
            view.drive_begin),
        {view.drive_begin, stall->at});
}

void judge_exec_24(const View& view, Judgement& judgement) {
    judgement.exercised =
        settled(view) && any_wake(view, [&](const TaskView& task, const WakerOperation& one) {
            if (!idle_at(task, one.begin)) {
                return false;
            }
            for (const TaskView& other : view.tasks()) {
                if (&other != &task && of_scenario(other) && idle_at(other, one.begin)) {
                    return true;
                }
            }
            return false;
        });
    if (const auto lost = find_loss(view, Loss::exec_24)) {
        const PollSpan* other = first_poll_after(*lost->instead, lost->wake->begin);
        accuse(judgement, "EXEC-24", "EXEC-24.a", lost->stall.manner(), false,
               fmt::format("{}; task {}, which nobody had woken, was polled at event {} instead, and task {} "
                           "was not; {}",
                           woken(*lost), lost->instead->task, other->begin, lost->task->task,
                           how_it_stands(lost->stall)),
               {lost->wake->begin, other->begin, lost->stall.at});
    }
}

}  // namespace

constinit const Law exec_1_a{
    "EXEC-1", "EXEC-1.a",
    "While an [executor](../glossary.md#executor) keeps running and a [task](../glossary.md#task) is "
    "unfinished, every call of `wake` or `wake_by_ref` on a [waker](../glossary.md#waker) of that task MUST "
    "be followed by at least one [poll](../glossary.md#poll) of the task that begins after the call has "
    "begun, unless a poll already under way finishes the task.",
    this_file, judge_exec_1};
constinit const Law exec_2_a{"EXEC-2", "EXEC-2.a",
                             "When a waker of a task is woken during a poll of that task, and the poll then "
                             "returns `Pending`, an executor that keeps running MUST poll the task again.",
                             this_file, judge_exec_2};
constinit const Law exec_5_a{
    "EXEC-5", "EXEC-5.a",
    "A spawned task MUST be polled at least once, without any wake, while the executor keeps running.",
    this_file, judge_exec_5};
constinit const Law exec_11_a{"EXEC-11", "EXEC-11.a",
                              "A wake from any thread MUST get an executor that sleeps, or is about to "
                              "sleep, to poll the woken task without the help of any other event.",
                              this_file, judge_exec_11};
constinit const Law exec_21_a{
    "EXEC-21", "EXEC-21.a",
    "A driving call MUST NOT return while an unfinished task is owed a poll by a spawn or a wake that "
    "was issued before the call, or on the driving thread during it.",
    this_file, judge_exec_21_a};
constinit const Law exec_21_b{"EXEC-21", "EXEC-21.b",
                              "A driving call MUST return when all tasks are finished.", this_file,
                              judge_exec_21_b};
constinit const Law exec_24_a{"EXEC-24", "EXEC-24.a",
                              "A wake MUST be served by a poll of the task that the waker, or the waker it "
                              "was cloned from, was handed to.",
                              this_file, judge_exec_24};

}  // namespace wakelaw::conformance::laws
