// SPDX-License-Identifier: MIT
/// EXEC-19: an exception ends its task and nothing else.
///
/// That the rest no longer works after an exception may have another cause. Such findings are marked as harm,
/// so that a rule which is broken without any exception explains them.
#include <fmt/format.h>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/harm.hpp"
#include "laws/lost_wake.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/exceptions.cpp";

bool any_threw(const View& view) { return view.first_throw != absent && settled(view); }

void judge_exec_19_a(const View& view, Judgement& judgement) {
    judgement.exercised = any_threw(view);
    if (view.first_throw == absent) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        if (task.ended == absent || !task.threw) {
            continue;
        }
        const PollSpan* poll = first_poll_after(task, task.ended);
        if (poll != nullptr && poll->begin < view.destroy_end) {
            accuse(judgement, "EXEC-19", "EXEC-19.a", Manner::violation, false,
                   fmt::format("a poll of task {} was left by an exception at event {}, and the task was "
                               "polled again at "
                               "event {}",
                               task.task, task.ended, poll->begin),
                   {task.ended, poll->begin});
            return;
        }
    }
}

void judge_exec_19_b(const View& view, Judgement& judgement) {
    judgement.exercised = any_threw(view) && view.case_end != absent;
    if (view.first_throw == absent) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        if (task.ended == absent || !task.threw || first_poll_after(task, task.ended) != nullptr) {
            continue;
        }
        if (task.destructions.size() > 1 && operation_around(view, task, task.destructions[1]) == nullptr) {
            accuse(
                judgement, "EXEC-19", "EXEC-19.b", Manner::violation, false,
                fmt::format(
                    "a poll of task {} was left by an exception at event {}, and its future was destroyed at "
                    "event {} and again at event {}",
                    task.task, task.ended, task.destructions[0], task.destructions[1]),
                {task.ended, task.destructions[0], task.destructions[1]});
            return;
        }
        if (never_destroyed(view, task)) {
            accuse(judgement, "EXEC-19", "EXEC-19.b", Manner::violation, false,
                   fmt::format("a poll of task {} was left by an exception at event {}, and its future was "
                               "not destroyed "
                               "by event {}, when the executor and all wakers of the task were gone",
                               task.task, task.ended, view.case_end),
                   {task.ended, view.destroy_end, view.case_end});
            return;
        }
    }
}

/// What no longer works after the exception; the sentence goes on from "after ... ".
void accuse_after_throw(const View& view, Manner manner, std::string_view what,
                        std::initializer_list<std::uint32_t> events, Judgement& judgement) {
    accuse(judgement, "EXEC-19", "EXEC-19.c", manner, true,
           fmt::format("after an exception had left a poll of task {} at event {}, {}",
                       view.events()[view.first_throw].task, view.first_throw, what),
           events);
    judgement.findings.back().events.insert(judgement.findings.back().events.begin(), view.first_throw);
}

void judge_stall_after_throw(const View& view, Judgement& judgement) {
    if (const auto lost = find_loss(view, Loss::exec_19)) {
        const std::uint32_t since = lost->wake != nullptr ? lost->wake->begin : lost->task->spawn_begin;
        accuse_after_throw(
            view, lost->stall.manner(),
            fmt::format("task {} was {} at event {} and is not polled, and {}", lost->task->task,
                        lost->wake != nullptr ? "woken" : "spawned", since, how_it_stands(lost->stall)),
            {since, lost->stall.at}, judgement);
        return;
    }
    for (const std::uint32_t at : {view.first_stall, view.death}) {
        if (at == absent || !precedes(view.first_throw, at) || precedes(view.destroy_begin, at)) {
            continue;
        }
        const Event& event = view.events()[at];
        const bool blocked = event.kind == Kind::stalled
                                 ? event.object == static_cast<std::uint16_t>(trace::Stall::threads_blocked)
                                 : event.kind == Kind::killed &&
                                       event.object == static_cast<std::uint16_t>(trace::Killed::stalled);
        const auto call = blocked ? blocked_call(view, at) : std::nullopt;
        if (call && (call->kind == Kind::wake_begin || call->kind == Kind::wake_by_ref_begin)) {
            accuse_after_throw(
                view, Manner::hang,
                fmt::format("the wake at event {} does not return, and every thread is blocked", call->begin),
                {call->begin, at}, judgement);
            return;
        }
        if (blocked && !call && view.facts().driving != Driving::threads && inside_drive(view, at)) {
            accuse_after_throw(
                view, Manner::hang,
                fmt::format("the driving call at event {} does not return, and every thread is blocked",
                            view.drive_begin),
                {view.drive_begin, at}, judgement);
            return;
        }
    }
    const auto late = late_stall(view);
    if (late && precedes(view.first_throw, late->stall.at)) {
        accuse_after_throw(view, late->stall.manner(),
                           fmt::format("the executor no longer works: at event {} {}", late->stall.at,
                                       how_it_stands(late->stall)),
                           {late->stall.at}, judgement);
    }
}

void judge_exec_19_c(const View& view, Judgement& judgement) {
    if (view.first_throw == absent) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        judgement.exercised =
            judgement.exercised ||
            (settled(view) && spawned_before(view, task, absent) &&
             (alive_at(task, view.first_throw) || precedes(view.first_throw, task.spawn_begin)));
    }
    if (view.first_stall != absent) {
        judge_stall_after_throw(view, judgement);
    }
    for (const TaskView& task : view.tasks()) {
        if (!judgement.findings.empty() || !of_scenario(task) || task.threw) {
            continue;
        }
        if (never_destroyed(view, task)) {
            accuse_after_throw(
                view, Manner::violation,
                fmt::format("the future of task {}, which finished at event {}, was never destroyed",
                            task.task, task.ended),
                {task.ended, view.case_end}, judgement);
        } else if (task.polls.empty() && !task.destructions.empty() && spawned_before(view, task, absent) &&
                   !cancelled_before(task, task.destructions.front()) &&
                   precedes(view.first_throw, task.destructions.front()) &&
                   precedes(task.destructions.front(), view.end_begin) &&
                   !precedes(view.first_stall, task.destructions.front())) {
            accuse_after_throw(view, Manner::violation,
                               fmt::format("the future of task {} was destroyed at event {} without a poll",
                                           task.task, task.destructions.front()),
                               {task.destructions.front()}, judgement);
        }
    }
    if (judgement.findings.empty()) {
        judge_harm(view, "EXEC-19.c", judgement);
    }
}

}  // namespace

constinit const Law exec_19_a{"EXEC-19", "EXEC-19.a",
                              "A task whose poll was left by an exception MUST NOT be polled again.",
                              this_file, judge_exec_19_a};
constinit const Law exec_19_b{"EXEC-19", "EXEC-19.b",
                              "The future of such a task MUST be destroyed exactly once.", this_file,
                              judge_exec_19_b};
constinit const Law exec_19_c{"EXEC-19", "EXEC-19.c",
                              "After an exception has escaped from a poll, the executor MUST go on to keep "
                              "every other rule for all other tasks and for later spawns.",
                              this_file, judge_exec_19_c};

}  // namespace wakelaw::conformance::laws
