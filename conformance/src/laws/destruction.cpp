// SPDX-License-Identifier: MIT
/// EXEC-14, EXEC-15: each future is destroyed once, not during a poll, and promptly.
#include <algorithm>

#include <fmt/format.h>
#include <wakelaw/conformance/subject.hpp>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/handles.hpp"
#include "laws/harm.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/destruction.cpp";

/// Overlapping polls may each bring the task to its end: EXEC-4.
bool polls_overlap(const View& view) {
    for (const TaskView& task : view.tasks()) {
        for (const PollSpan& poll : task.polls) {
            if ((poll.flags & flag::overlapped) != 0) {
                return true;
            }
        }
    }
    return false;
}

/// A poll after the end may end the task a second time: EXEC-7, EXEC-8.
bool polled_after_end(const TaskView& task) {
    return task.ended != absent && first_poll_after(task, task.ended) != nullptr;
}

/// A cancellation that destroys the future of a task that is gone: JOIN-5.
bool destroyed_by_cancel(const View& view, const TaskView& task) {
    return std::any_of(
        task.cancellations.begin(), task.cancellations.end(),
        [&](const trace::Cancellation& one) { return destroyed_inside(view, task, one) != absent; });
}

bool any_destroyed(const View& view) {
    for (const TaskView& task : view.tasks()) {
        if (of_scenario(task) && !task.destructions.empty()) {
            return true;
        }
    }
    return false;
}

void judge_exec_14_a(const View& view, Judgement& judgement) {
    judgement.exercised = any_destroyed(view);
    judge_harm(view, "EXEC-14.a", judgement);
    for (const TaskView& task : view.tasks()) {
        if (!judgement.findings.empty() || !of_scenario(task) || task.destructions.size() < 2 || task.threw ||
            destroyed_by_its_own_destructor(view, task) ||  // EXEC-18
            destroyed_again_after_the_end(view, task) ||  // EXEC-17
            operation_around(view, task, task.destructions[1]) != nullptr || polled_after_end(task) ||
            used_at_once(view, task.destructions[1]) ||  // a count that two threads got wrong: WAK-8
            polls_overlap(view) || destroyed_by_cancel(view, task)) {
            continue;
        }
        accuse(judgement, "EXEC-14", "EXEC-14.a", Manner::violation, false,
               fmt::format("the future of task {} was destroyed at event {} and again at event {}", task.task,
                           task.destructions[0], task.destructions[1]),
               {task.destructions[0], task.destructions[1]});
    }
}

void judge_exec_14_b(const View& view, Judgement& judgement) {
    judgement.exercised = any_destroyed(view);
    for (const TaskView& task : view.tasks()) {
        if (!of_scenario(task) || task.destructions.empty()) {
            continue;
        }
        const std::uint32_t at = task.destructions.front();
        const PollSpan* poll = last_poll_before(task, at);
        const bool during = view.events()[at].has(flag::overlapped) || (poll != nullptr && poll->end > at);
        if (during && poll != nullptr && operation_around(view, task, at) == nullptr &&
            !polled_after_end(task) && !polls_overlap(view)) {
            accuse(
                judgement, "EXEC-14", "EXEC-14.b", Manner::violation, false,
                fmt::format(
                    "the future of task {} was destroyed at event {}, during its poll {} that had begun at "
                    "event {}",
                    task.task, at, poll_number(task, *poll), poll->begin),
                {poll->begin, at, poll->end});
            return;
        }
    }
}

void judge_exec_14_c(const View& view, Judgement& judgement) {
    if (view.facts().race_detector().empty()) {
        return;
    }
    judgement.exercised = any_destroyed(view);
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind == Kind::data_race &&
            event.object == static_cast<std::uint16_t>(trace::RaceOn::future) && !polls_overlap(view)) {
            accuse(judgement, "EXEC-14", "EXEC-14.c", Manner::violation, false,
                   fmt::format(
                       "{} reported at event {} that nothing orders the destruction of a future after its "
                       "last poll",
                       view.facts().race_detector(), i),
                   {i});
            return;
        }
    }
}

void judge_exec_14_d(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        if (!of_scenario(task) || task.ended == absent || task.threw || view.case_end == absent) {
            continue;
        }
        judgement.exercised = judgement.exercised || view.destroy_end != absent;
        if (view.first_throw == absent && judgement.findings.empty() && never_destroyed(view, task)) {
            accuse(judgement, "EXEC-14", "EXEC-14.d", Manner::violation, false,
                   fmt::format("task {} returned Ready at event {}, and its future was not destroyed by "
                               "event {}, when the "
                               "executor and all wakers of the task were gone",
                               task.task, task.ended, view.case_end),
                   {task.ended, view.destroy_end, view.case_end});
        }
    }
}

/// Everything stands still for good, and a finished future is still there together with a waker of its task:
/// for a driver that never returns this is the only moment to see it.
void judge_exec_15_at_stall(const View& view, Judgement& judgement) {
    const std::uint32_t at = view.first_stall;
    for (const TaskView& task : view.tasks()) {
        if (!of_scenario(task) || !ended_before(task, at) || task.threw || wakers_held(view, task, at) <= 0) {
            continue;
        }
        judgement.exercised = true;
        if (judgement.findings.empty() && view.first_throw == absent &&
            (task.destructions.empty() || task.destructions.front() > at)) {
            accuse(
                judgement, "EXEC-15", "EXEC-15.a", Manner::warning, false,
                fmt::format(
                    "task {} returned Ready at event {}; at event {} every thread is blocked, and its future "
                    "is still not destroyed while a waker of the task exists",
                    task.task, task.ended, at),
                {task.ended, at});
        }
    }
}

void judge_exec_15(const View& view, Judgement& judgement) {
    if (view.late_begin == absent && view.end_begin == absent && view.destructors().empty() &&
        view.death != absent && view.first_stall == view.death &&
        view.facts().capabilities.has(Capability::wakers_outlive_task)) {
        judge_exec_15_at_stall(view, judgement);
        return;
    }
    if (view.late_begin == absent || !view.facts().capabilities.has(Capability::wakers_outlive_task)) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        if (!of_scenario(task) || !ended_before(task, view.late_begin) || task.threw) {
            continue;
        }
        const bool gone = !task.destructions.empty() && task.destructions.front() < view.late_begin;
        if (judgement.exercised && gone) {
            continue;
        }
        if (gone) {
            // Held when the future was destroyed: the executor did not wait for the waker.
            judgement.exercised = wakers_held(view, task, view.late_begin) > 0;
            continue;
        }
        if (wakers_held(view, task, view.late_begin) <= 0) {
            continue;
        }
        judgement.exercised = true;
        if (!judgement.findings.empty()) {
            continue;
        }
        if (task.destructions.empty()) {
            if (view.case_end != absent && view.destroy_end != absent &&
                wakers_held(view, task, view.case_end) > 0 &&
                executor_went_on(view, task, view.destroy_begin)) {
                accuse(judgement, "EXEC-15", "EXEC-15.a", Manner::warning, false,
                       fmt::format("task {} returned Ready at event {}, and its future, which holds a waker "
                                   "of the task, "
                                   "was never destroyed",
                                   task.task, task.ended),
                       {task.ended, view.late_begin, view.case_end});
            }
            continue;
        }
        // A pool may lag a little behind the last poll; it is asked only whether somebody else had to bring
        // it about.
        const std::uint32_t at = task.destructions.front();
        const WakerOperation* by = operation_around(view, task, at);
        const bool with_a_waker = by != nullptr && by->begin > view.late_begin;
        const std::uint32_t cause = with_a_waker                       ? by->begin
                                    : precedes(view.destroy_begin, at) ? view.destroy_begin
                                                                       : absent;
        if (cause != absent && executor_went_on(view, task, cause - 1)) {
            accuse(
                judgement, "EXEC-15", "EXEC-15.a", Manner::warning, false,
                fmt::format(
                    "task {} returned Ready at event {}, but its future was destroyed only at event {}, with "
                    "{}",
                    task.task, task.ended, at, with_a_waker ? "a waker of the task" : "the executor"),
                {task.ended, cause, at});
        }
    }
}

}  // namespace

constinit const Law exec_14_a{"EXEC-14", "EXEC-14.a",
                              "The executor MUST NOT destroy a future more than once.", this_file,
                              judge_exec_14_a};
constinit const Law exec_14_b{"EXEC-14", "EXEC-14.b",
                              "The executor MUST NOT destroy a future during a poll of it.", this_file,
                              judge_exec_14_b};
constinit const Law exec_14_c{
    "EXEC-14", "EXEC-14.c",     "The end of a future's last poll MUST happen-before its destruction.",
    this_file, judge_exec_14_c, std::nullopt,
    true};
constinit const Law exec_14_d{"EXEC-14", "EXEC-14.d",
                              "A future that has finished MUST be destroyed at the latest when the executor "
                              "and all wakers of the task are gone.",
                              this_file, judge_exec_14_d};
constinit const Law exec_15_a{"EXEC-15", "EXEC-15.a",
                              "When a poll has returned `Ready`, the executor SHOULD destroy the future at "
                              "once, even if wakers of the task are still held.",
                              this_file, judge_exec_15};

}  // namespace wakelaw::conformance::laws
