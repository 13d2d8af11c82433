// SPDX-License-Identifier: MIT
/// EXEC-4: polls of one task never overlap.
#include <fmt/format.h>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/exclusive_poll.cpp";

/// The poll of the task that was running when this one began.
const PollSpan* running_before(const TaskView& task, const PollSpan& poll) {
    for (const PollSpan* other = &poll; other-- != task.polls.data();) {
        if (other->end > poll.begin) {
            return other;
        }
    }
    return nullptr;
}

void judge(const View& view, bool nested, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        if (!of_scenario(task)) {
            continue;
        }
        if (!judgement.exercised) {
            for (const WakerOperation& one : task.operations) {
                if (one.wakes() && during_own_poll(task, one.begin)) {
                    judgement.exercised = true;
                    break;
                }
            }
        }
        for (const PollSpan& poll : task.polls) {
            if (!judgement.findings.empty()) {
                return;
            }
            if (&poll == task.polls.data() && (poll.flags & flag::overlapped) == 0) {
                continue;
            }
            const PollSpan* other = running_before(task, poll);
            if (other == nullptr && (poll.flags & flag::overlapped) == 0) {
                continue;
            }
            const bool on_one_thread = other != nullptr && other->thread == poll.thread;
            if (on_one_thread != nested) {
                continue;
            }
            const auto clause = nested ? "EXEC-4.b" : "EXEC-4.a";
            if (other == nullptr) {
                accuse(judgement, "EXEC-4", clause, Manner::violation, false,
                       fmt::format("a poll of task {} began at event {} while another poll of it was running",
                                   task.task, poll.begin),
                       {poll.begin});
                return;
            }
            accuse(judgement, "EXEC-4", clause, Manner::violation, false,
                   fmt::format(
                       "poll {} of task {} began at event {} {} poll {}, which had begun at event {} and not "
                       "returned",
                       poll_number(task, poll), task.task, poll.begin,
                       nested ? "inside" : "on another thread than", poll_number(task, *other), other->begin),
                   {other->begin, poll.begin});
        }
    }
}

void judge_overlap(const View& view, Judgement& judgement) { judge(view, false, judgement); }
void judge_nesting(const View& view, Judgement& judgement) { judge(view, true, judgement); }

}  // namespace

constinit const Law exec_4_a{"EXEC-4", "EXEC-4.a",
                             "At any time at most one poll of a task MUST be in progress.", this_file,
                             judge_overlap};
constinit const Law exec_4_b{"EXEC-4", "EXEC-4.b",
                             "A poll of a task MUST NOT begin inside another poll of the same task.",
                             this_file, judge_nesting};

}  // namespace wakelaw::conformance::laws
