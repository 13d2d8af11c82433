// SPDX-License-Identifier: MIT
/// EXEC-9: wakers outlive the executor harmlessly.
#include <fmt/format.h>
#include <wakelaw/conformance/subject.hpp>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/harm.hpp"
#include "laws/lost_wake.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/afterlife.cpp";

/// The last operation after the executor's destruction that began before the event.
const WakerOperation* last_operation(const View& view, std::uint32_t before) {
    const WakerOperation* found = nullptr;
    if (view.destroy_end == absent || !view.facts().capabilities.has(Capability::wakers_outlive_executor)) {
        return nullptr;
    }
    for (const TaskView& task : view.tasks()) {
        for (auto it = task.operations.rbegin(); it != task.operations.rend() && it->begin > view.destroy_end;
             ++it) {
            if (it->begin < before && (found == nullptr || it->begin > found->begin)) {
                found = &*it;
            }
        }
    }
    return found;
}

void judge_exec_9_a(const View& view, Judgement& judgement) {
    judgement.exercised = last_operation(view, absent) != nullptr;
    judge_harm(view, "EXEC-9.a", judgement);
}

void judge_exec_9_b(const View& view, Judgement& judgement) {
    judgement.exercised = last_operation(view, absent) != nullptr;
    if (!judgement.exercised) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        for (const WakerOperation& one : task.operations) {
            if (one.begin > view.destroy_end && (one.flags & flag::threw) != 0) {
                accuse(judgement, "EXEC-9", "EXEC-9.b", Manner::violation, false,
                       fmt::format(
                           "{} of a waker of task {} at event {} threw an exception; the executor had been "
                           "destroyed at event {}",
                           name_of(one), task.task, one.begin, view.destroy_end),
                       {view.destroy_end, one.begin, one.end});
                return;
            }
        }
    }
}

void judge_exec_9_c(const View& view, Judgement& judgement) {
    const WakerOperation* last = last_operation(view, absent);
    judgement.exercised = last != nullptr;
    if (last == nullptr || last->end != absent || view.death == absent) {
        return;
    }
    const Event& death = view.events()[view.death];
    if (death.kind == Kind::killed && death.object == static_cast<std::uint16_t>(trace::Killed::stalled)) {
        accuse(judgement, "EXEC-9", "EXEC-9.c", Manner::hang, false,
               fmt::format(
                   "{} of a waker of task {} at event {} does not return, and every thread is blocked; the "
                   "executor had been destroyed at event {}",
                   name_of(*last), last->task, last->begin, view.destroy_end),
               {view.destroy_end, last->begin, view.death});
    }
}

void judge_exec_9_d(const View& view, Judgement& judgement) {
    if (last_operation(view, absent) == nullptr) {
        return;
    }
    judgement.exercised = true;
    for (const TaskView& task : view.tasks()) {
        const PollSpan* poll = first_poll_after(task, view.destroy_end);
        const WakerOperation* cause = poll == nullptr ? nullptr : last_operation(view, poll->begin);
        // What an owning executor does on threads of its own, with or without a wake, is EXEC-17.
        const bool by_itself = cause != nullptr &&
                               (poll->thread != cause->thread || cause->end < poll->begin) &&
                               view.facts().capabilities.has(Capability::drop_at_shutdown);
        if (cause != nullptr && !by_itself) {
            accuse(judgement, "EXEC-9", "EXEC-9.d", Manner::violation, false,
                   fmt::format("task {} was polled at event {}, after {} of a waker of task {} at event {}; "
                               "the executor "
                               "had been destroyed at event {}",
                               task.task, poll->begin, name_of(*cause), cause->task, cause->begin,
                               view.destroy_end),
                   {view.destroy_end, cause->begin, poll->begin});
            return;
        }
    }
}

}  // namespace

constinit const Law exec_9_a{"EXEC-9", "EXEC-9.a",
                             "After the executor has been destroyed, `wake`, `wake_by_ref`, `clone` and drop "
                             "of a waker of any of its tasks MUST be free of undefined behaviour.",
                             this_file, judge_exec_9_a};
constinit const Law exec_9_b{"EXEC-9", "EXEC-9.b", "These operations MUST NOT throw an exception.", this_file,
                             judge_exec_9_b};
constinit const Law exec_9_c{
    "EXEC-9", "EXEC-9.c", "These operations MUST return without waiting for any executor to make progress.",
    this_file, judge_exec_9_c};
constinit const Law exec_9_d{"EXEC-9", "EXEC-9.d", "These operations MUST NOT cause a poll.", this_file,
                             judge_exec_9_d};

}  // namespace wakelaw::conformance::laws
