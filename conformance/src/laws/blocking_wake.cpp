// SPDX-License-Identifier: MIT
/// EXEC-12: wake does not block, and should not throw.
#include <fmt/format.h>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/lost_wake.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/blocking_wake.cpp";

/// So many wakes during one poll put the rule to the test: queues and pipes have room for fewer, or for all.
constexpr int flood = 255;

bool flooded(const TaskView& task) {
    if (task.operations.size() < flood) {
        return false;
    }
    for (const PollSpan& poll : task.polls) {
        int wakes = 0;
        for (const WakerOperation& one : task.operations) {
            wakes += one.wakes() && one.begin > poll.begin && one.begin < poll.end ? 1 : 0;
        }
        if (wakes >= flood) {
            return true;
        }
    }
    return false;
}

void judge_exec_12_a(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        judgement.exercised = judgement.exercised || flooded(task);
    }
    if (view.first_stall == absent) {
        return;
    }
    // A stall that main saw, or, if that was none of this, the one that ended the worker.
    for (const std::uint32_t at : {view.first_stall, view.death}) {
        if (at == absent || precedes(view.first_throw, at) || precedes(view.destroy_begin, at)) {
            continue;
        }
        const Event& event = view.events()[at];
        if (event.kind != Kind::stalled &&
            (event.kind != Kind::killed ||
             event.object != static_cast<std::uint16_t>(trace::Killed::stalled))) {
            continue;
        }
        const auto call = blocked_call(view, at);
        if (call && (call->kind == Kind::wake_begin || call->kind == Kind::wake_by_ref_begin) &&
            destructor_around(view, call->begin) == nullptr) {
            accuse(
                judgement, "EXEC-12", "EXEC-12.a", Manner::hang, false,
                fmt::format(
                    "the call of {} on a waker of task {} that began at event {} does not return, and every "
                    "thread is blocked",
                    call->kind == Kind::wake_begin ? "wake" : "wake_by_ref", view.events()[call->begin].task,
                    call->begin),
                {call->begin, at});
            return;
        }
    }
}

void judge_exec_12_b(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        for (const WakerOperation& one : task.operations) {
            if (!one.wakes() || one.end == absent || ended_before(task, one.begin) ||
                one.end > view.destroy_begin) {
                continue;
            }
            judgement.exercised = true;
            if ((one.flags & flag::threw) != 0 && (one.flags & flag::at_exit) == 0 &&
                alive_at(task, one.begin)) {
                accuse(judgement, "EXEC-12", "EXEC-12.b", Manner::warning, false,
                       fmt::format(
                           "{} of task {} at event {} threw an exception, although the task was unfinished",
                           name_of(one), task.task, one.begin),
                       {one.begin, one.end});
                return;
            }
        }
    }
}

}  // namespace

constinit const Law exec_12_a{
    "EXEC-12", "EXEC-12.a",
    "A call of `wake` or `wake_by_ref` MUST return without waiting for the executor to make progress.",
    this_file, judge_exec_12_a};
constinit const Law exec_12_b{"EXEC-12", "EXEC-12.b",
                              "`wake` and `wake_by_ref` SHOULD NOT throw an exception.", this_file,
                              judge_exec_12_b};

}  // namespace wakelaw::conformance::laws
