// SPDX-License-Identifier: MIT
/// EXEC-7, EXEC-8: finished tasks are not polled, and their wakers do no harm.
#include <fmt/format.h>
#include <wakelaw/conformance/subject.hpp>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/harm.hpp"
#include "laws/lost_wake.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/completion.cpp";

/// The first poll after the end of a task that returned Ready, while the executor existed. Markers share
/// their numbers, so that a second one looks like another poll of the first.
const PollSpan* poll_after_ready(const View& view, const TaskView& task) {
    if (!of_scenario(task) || task.ended == absent || task.threw) {
        return nullptr;
    }
    const PollSpan* poll = first_poll_after(task, task.ended);
    return poll != nullptr && poll->begin < view.destroy_end ? poll : nullptr;
}

/// The last wake of the task after its end and before the event.
const WakerOperation* late_wake(const TaskView& task, std::uint32_t before) {
    const WakerOperation* found = nullptr;
    for (const WakerOperation& one : task.operations) {
        if (one.wakes() && ended_before(task, one.begin) && one.begin < before) {
            found = &one;
        }
    }
    return found;
}

void judge_exec_7(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        if (task.ended == absent || task.threw) {
            continue;
        }
        if (!judgement.exercised && of_scenario(task)) {
            const PollSpan* last = last_poll_before(task, task.ended);
            judgement.exercised =
                last != nullptr && settled(view) && woken_between(task, last->begin, task.ended);
        }
        const PollSpan* poll = poll_after_ready(view, task);
        if (poll == nullptr) {
            continue;
        }
        // A wake after the end makes it EXEC-8, if that applies.
        const WakerOperation* wake = late_wake(task, poll->begin);
        if (wake == nullptr || !view.facts().capabilities.has(Capability::wakers_outlive_task)) {
            accuse(judgement, "EXEC-7", "EXEC-7.a", Manner::violation, false,
                   fmt::format("task {} returned Ready at event {} and was polled again at event {}",
                               task.task, task.ended, poll->begin),
                   {task.ended, poll->begin});
            return;
        }
    }
}

/// Whether any operation on a waker of a finished task, while the executor existed, is such as `wanted` says.
template <class Wanted>
bool any_stale(const View& view, Wanted wanted) {
    for (const TaskView& task : view.tasks()) {
        if (task.ended == absent) {
            continue;
        }
        for (const WakerOperation& one : task.operations) {
            if (one.begin > task.ended && one.begin < view.destroy_end && wanted(task, one)) {
                return true;
            }
        }
    }
    return false;
}

void judge_exec_8_a(const View& view, Judgement& judgement) {
    judgement.exercised = any_stale(view, [](const TaskView&, const WakerOperation&) { return true; });
    judge_harm(view, "EXEC-8.a", judgement);
    if (!judgement.findings.empty() || !view.facts().capabilities.has(Capability::wakers_outlive_task)) {
        return;
    }
    const auto late = late_stall(view);
    if (late && late->stale != nullptr && !precedes(view.first_throw, late->stall.at)) {
        accuse(judgement, "EXEC-8", "EXEC-8.a", late->stall.manner(), true,
               fmt::format(
                   "after {} of a waker of the finished task {} at event {} the executor no longer works: at "
                   "event {} {}",
                   name_of(*late->stale), late->stale_task->task, late->stale->begin, late->stall.at,
                   how_it_stands(late->stall)),
               {late->stale_task->ended, late->stale->begin, late->stall.at});
    }
}

void judge_exec_8_b(const View& view, Judgement& judgement) {
    judgement.exercised = any_stale(view, [&](const TaskView& task, const WakerOperation& one) {
        if ((one.flags & flag::threw) != 0 && judgement.findings.empty() && one.end < view.destroy_begin &&
            executor_went_on(view, task, one.begin)) {
            accuse(
                judgement, "EXEC-8", "EXEC-8.b", Manner::violation, false,
                fmt::format(
                    "{} of a waker of task {} at event {} threw an exception; the task had finished at event "
                    "{}",
                    name_of(one), task.task, one.begin, task.ended),
                {task.ended, one.begin, one.end});
        }
        return false;
    });
    judgement.exercised =
        judgement.exercised || any_stale(view, [](const TaskView&, const WakerOperation&) { return true; });
}

void judge_exec_8_c(const View& view, Judgement& judgement) {
    judgement.exercised =
        settled(view) && any_stale(view, [](const TaskView& task, const WakerOperation& one) {
            return one.wakes() && !task.threw;
        });
    for (const TaskView& task : view.tasks()) {
        const PollSpan* poll = poll_after_ready(view, task);
        if (poll == nullptr) {
            continue;
        }
        if (const WakerOperation* wake = late_wake(task, poll->begin)) {
            accuse(judgement, "EXEC-8", "EXEC-8.c", Manner::violation, false,
                   fmt::format("task {} returned Ready at event {}; the wake at event {} led to another poll "
                               "at event {}",
                               task.task, task.ended, wake->begin, poll->begin),
                   {task.ended, wake->begin, poll->begin});
            return;
        }
    }
}

// EXEC-8.d. Spurious polls are allowed, so a stale wake followed by a poll of a newer task says nothing. A
// pattern does: eight times and more, each stale wake is followed by exactly one poll of the same task, which
// nobody woke; each time other polls follow without it being polled again; and a third task in the same
// situation is never polled.

constexpr int stale_wakes_needed = 8;

/// Whether the task was alive, polled before, and neither woken nor unasked-for in the interval.
bool sleeps_through(const TaskView& task, std::uint32_t from, std::uint32_t to) {
    return of_scenario(task) && idle_at(task, from) && !woken_between(task, from, to) &&
           (task.ended == absent || task.ended > to);
}

bool any_poll_of_others(const View& view, const TaskView& one, const TaskView& other, std::uint32_t from,
                        std::uint32_t to) {
    for (const TaskView& task : view.tasks()) {
        const PollSpan* poll = &task == &one || &task == &other ? nullptr : first_poll_after(task, from);
        if (poll != nullptr && poll->begin < to) {
            return true;
        }
    }
    return false;
}

/// Whether exactly one poll of the newer task follows each of the stale wakes, and then a control without
/// any.
bool follows_each(const View& view, const TaskView& stale, const TaskView& newer,
                  const std::vector<const WakerOperation*>& wakes) {
    for (std::size_t i = 0; i + 1 < wakes.size(); ++i) {
        const std::uint32_t to = wakes[i + 1]->begin;
        const PollSpan* poll = first_poll_after(newer, wakes[i]->begin);
        if (poll == nullptr || poll->end >= to) {
            return false;
        }
        const PollSpan* second = first_poll_after(newer, poll->begin);
        if ((second != nullptr && second->begin < to) ||
            !any_poll_of_others(view, stale, newer, poll->end, to)) {
            return false;
        }
    }
    return true;
}

bool a_third_sleeps(const View& view, const TaskView& newer, std::uint32_t from, std::uint32_t to) {
    bool third = false;
    for (const TaskView& task : view.tasks()) {
        if (&task == &newer || !sleeps_through(task, from, to)) {
            continue;
        }
        const PollSpan* poll = first_poll_after(task, from);
        if (poll != nullptr && poll->begin < to) {
            return false;
        }
        third = true;
    }
    return third;
}

void judge_exec_8_d(const View& view, Judgement& judgement) {
    for (const TaskView& stale : view.tasks()) {
        if (stale.ended == absent || !of_scenario(stale)) {
            continue;
        }
        for (const TaskView& newer : view.tasks()) {
            if (!precedes(stale.ended, newer.spawn_begin) || newer.spawn_begin == absent ||
                !of_scenario(newer)) {
                continue;
            }
            int count = 0;
            for (const WakerOperation& one : stale.operations) {
                count += one.wakes() && one.begin > newer.spawn_begin && alive_at(newer, one.begin) ? 1 : 0;
            }
            judgement.exercised = judgement.exercised || count > 0;
            if (count <= stale_wakes_needed || !judgement.findings.empty()) {
                continue;
            }
            std::vector<const WakerOperation*> wakes;
            for (const WakerOperation& one : stale.operations) {
                if (one.wakes() && one.begin > newer.spawn_begin && alive_at(newer, one.begin)) {
                    wakes.push_back(&one);
                }
            }
            const std::uint32_t from = wakes.front()->begin;
            const std::uint32_t to = wakes.back()->begin;
            if (sleeps_through(newer, from, to) && follows_each(view, stale, newer, wakes) &&
                a_third_sleeps(view, newer, from, to)) {
                accuse(judgement, "EXEC-8", "EXEC-8.d", Manner::violation, false,
                       fmt::format(
                           "task {} had finished at event {}; {} wakes of it, from event {} on, were each "
                           "followed by one poll of task {}, which nobody woke, and no other idle task was "
                           "polled",
                           stale.task, stale.ended, wakes.size() - 1, from, newer.task),
                       {stale.ended, newer.spawn_begin, from, to});
            }
        }
    }
}

}  // namespace

constinit const Law exec_7_a{
    "EXEC-7", "EXEC-7.a",
    "After a poll of a task has returned `Ready`, the executor MUST NOT poll the task again.", this_file,
    judge_exec_7};
constinit const Law exec_8_a{
    "EXEC-8", "EXEC-8.a",
    "`wake`, `wake_by_ref`, `clone` and drop of a waker whose task has finished MUST be free of undefined "
    "behaviour and leave the executor able to run its other tasks.",
    this_file, judge_exec_8_a};
constinit const Law exec_8_b{"EXEC-8", "EXEC-8.b", "These operations MUST NOT throw an exception.", this_file,
                             judge_exec_8_b};
constinit const Law exec_8_c{"EXEC-8", "EXEC-8.c",
                             "These operations MUST NOT cause a poll of the finished task.", this_file,
                             judge_exec_8_c};
constinit const Law exec_8_d{"EXEC-8", "EXEC-8.d",
                             "A waker of a finished task MUST NOT become a waker of another task, such as "
                             "one that now uses the same slot.",
                             this_file, judge_exec_8_d};

}  // namespace wakelaw::conformance::laws
