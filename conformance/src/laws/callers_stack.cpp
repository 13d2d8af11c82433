// SPDX-License-Identifier: MIT
/// EXEC-6, EXEC-13: what happens on the stack of a caller who may hold a lock.
#include <algorithm>

#include <fmt/format.h>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/callers_stack.cpp";

/// The first event of the kind on the thread of the begun call, inside it; `absent` if there is none.
std::uint32_t inside(const View& view, Kind kind, std::uint32_t begin, std::uint32_t end) {
    const std::uint8_t thread = view.events()[begin].thread;
    const auto last = std::min<std::size_t>(end, view.events().size());
    for (std::uint32_t index = begin + 1; index < last; ++index) {
        const Event& event = view.events()[index];
        if (event.kind == kind && event.thread == thread && !event.has(flag::stray)) {
            return index;
        }
    }
    return absent;
}

void judge_exec_6_a(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        if (task.spawn_begin == absent || task.spawn_end == absent || task.polls.empty()) {
            continue;
        }
        judgement.exercised = true;
        const PollSpan& first = task.polls.front();
        if (judgement.findings.empty() && first.begin > task.spawn_begin && first.begin < task.spawn_end &&
            first.thread == view.events()[task.spawn_begin].thread) {
            accuse(judgement, "EXEC-6", "EXEC-6.a", Manner::warning, true,
                   fmt::format("task {} was polled at event {}, inside the call of spawn that had begun at "
                               "event {}, on the same thread",
                               task.task, first.begin, task.spawn_begin),
                   {task.spawn_begin, first.begin, task.spawn_end});
        }
    }
}

/// Whether what happened there is a question of this rule, and no damage that another one speaks of.
bool is_plain(const View& view, std::uint32_t at) {
    const Event& event = view.events()[at];
    const TaskView* const task = view.task(event.task);
    if (task == nullptr || !of_scenario(*task)) {
        return false;
    }
    if (event.kind == Kind::poll_begin) {
        // A poll that is too much belongs to EXEC-4, EXEC-7 and EXEC-8.
        return event.flags == 0 && !during_own_poll(*task, at);
    }
    // One that is unfinished may go with its last waker (NG-7).
    return ended_before(*task, at) && event.flags == 0;
}

/// Looks for `kind` inside the calls of wake and wake_by_ref. What goes with the drop of the last waker is
/// judged by EXEC-15.
void judge_inside(const View& view, Kind kind, std::string_view clause, std::string_view what,
                  Judgement& judgement) {
    if (view.first_stall != absent || view.death != absent) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        for (const WakerOperation& one : task.operations) {
            if (!one.wakes() || one.end == absent || one.begin > view.destroy_begin ||
                ended_before(task, one.begin)) {
                continue;
            }
            judgement.exercised = true;
            const std::uint32_t at =
                judgement.findings.empty() ? inside(view, kind, one.begin, one.end) : absent;
            if (at != absent && is_plain(view, at)) {
                accuse(judgement, "EXEC-13", clause, Manner::warning, true,
                       fmt::format("the future of task {} was {} at event {}, on the stack of the call of {} "
                                   "that had begun at event {}",
                                   view.events()[at].task, what, at, name_of(one), one.begin),
                       {one.begin, at, one.end});
            }
        }
    }
}

void judge_exec_13_a(const View& view, Judgement& judgement) {
    judge_inside(view, Kind::poll_begin, "EXEC-13.a", "polled", judgement);
}

void judge_exec_13_b(const View& view, Judgement& judgement) {
    judge_inside(view, Kind::future_destroyed, "EXEC-13.b", "destroyed", judgement);
}

}  // namespace

constinit const Law exec_6_a{
    "EXEC-6", "EXEC-6.a",
    "`spawn` SHOULD NOT poll the new [task](../glossary.md#task) before it returns, on "
    "the thread that called it.",
    this_file, judge_exec_6_a};
constinit const Law exec_13_a{
    "EXEC-13", "EXEC-13.a",
    "`wake` and `wake_by_ref` SHOULD NOT poll a [future](../glossary.md#future) on the caller's stack.",
    this_file, judge_exec_13_a};
constinit const Law exec_13_b{
    "EXEC-13", "EXEC-13.b",
    "`wake`, `wake_by_ref` and the drop of a [waker](../glossary.md#waker) SHOULD NOT "
    "destroy a future on the caller's stack.",
    this_file, judge_exec_13_b};

}  // namespace wakelaw::conformance::laws
