// SPDX-License-Identifier: MIT
/// JOIN-2, JOIN-3, JOIN-5, JOIN-6: what a handle says, whom it wakes, and what a cancelled task still does.
#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <wakelaw/conformance/subject.hpp>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/handles.hpp"
#include "laws/lost_wake.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/handles.cpp";

using trace::Cancellation;
using trace::Joining;

std::uint32_t destroyed_at(const TaskView& task) {
    return task.destructions.empty() ? absent : task.destructions.front();
}

// JOIN-2
// ---------------------------------------------------------------------------------------------------------

void judge_join_2_a(const View& view, Judgement& judgement) {
    for (const Joining& join : view.joinings()) {
        const TaskView* const target = view.task(join.target);
        if (!join.over() || join.status == JoinStatus::cancelled || target == nullptr) {
            continue;
        }
        judgement.exercised = true;
        const std::uint32_t gone = destroyed_at(*target);
        if (judgement.findings.empty() && gone > join.end) {
            accuse(judgement, "JOIN-2", "JOIN-2.a", Manner::violation, false,
                   fmt::format("the handle of task {} told task {} at event {} that the task is over, {}",
                               join.target, join.joiner, join.end,
                               gone == absent
                                   ? std::string("and its future was never destroyed")
                                   : fmt::format("and its future was destroyed only at event {}", gone)),
                   {target->ended, join.end, gone});
        }
    }
}

void judge_join_2_b(const View& view, Judgement& judgement) {
    if (view.facts().race_detector().empty()) {
        return;
    }
    for (const Joining& join : view.joinings()) {
        judgement.exercised = judgement.exercised || (join.over() && join.status != JoinStatus::cancelled);
    }
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind == Kind::data_race &&
            event.object == static_cast<std::uint16_t>(trace::RaceOn::farewell) && !event.has(flag::stray)) {
            accuse(judgement, "JOIN-2", "JOIN-2.b", Manner::violation, false,
                   fmt::format("{} reported at event {} that nothing orders what the destructor of a future "
                               "wrote before what the task read that had joined it",
                               view.facts().race_detector(), i),
                   {i});
            return;
        }
    }
}

// JOIN-3
// ---------------------------------------------------------------------------------------------------------

/// When the task was over for its handle; absent if it never was.
std::uint32_t over_at(const TaskView& task) {
    if (task.ended != absent) {
        return task.ended;
    }
    return cancelled_before(task, destroyed_at(task)) ? destroyed_at(task) : absent;
}

/// When the handle woke the waker that it was lent; absent if it never did.
std::uint32_t woken_at(const View& view, const Joining& join, std::uint64_t waker, std::uint32_t until) {
    for (std::uint32_t i = join.begin; i < view.events().size() && i < until; ++i) {
        const Event& event = view.events()[i];
        if (event.kind == Kind::join_woken && event.task == join.joiner && event.object == join.target &&
            event.value == waker) {
            return i;
        }
    }
    return absent;
}

/// The last poll of the handle before the event.
const Joining* last_joining(const View& view, std::uint16_t target, std::uint32_t before) {
    const Joining* found = nullptr;
    for (const Joining& join : view.joinings()) {
        if (join.target == target && join.begin < before) {
            found = &join;
        }
    }
    return found;
}

/// The last stall before the executor was destroyed. A driving call that was repeated had its chance.
std::uint32_t last_stall(const View& view) {
    std::uint32_t found = absent;
    for (std::uint32_t i = 0; i < view.events().size() && i < view.destroy_begin; ++i) {
        if (view.events()[i].kind == Kind::stalled) {
            found = i;
        }
    }
    return found;
}

/// The stall at which the executor had done all it was ever going to do.
std::optional<JudgedStall> final_stall(const View& view) {
    std::optional<JudgedStall> stall = judged_stall(view);
    if (!stall || blocked_call(view, stall->at)) {
        return std::nullopt;
    }
    if (stall->delivered) {
        stall->at = last_stall(view);
    }
    return stall;
}

/// Whether an executor that only works while it is driven was driven twice after the event, to the end.
bool had_its_chance(const View& view, const JudgedStall& stall, std::uint32_t since) {
    return !stall.delivered || completed_drives(view, since, view.destroy_begin) >= 2;
}

/// Why the joiner sleeps: "" or that an older waker was woken.
std::string older_waker_woken(const View& view, const Joining& last, std::uint32_t until) {
    for (const Joining& join : view.joinings()) {
        if (join.target != last.target || join.waker == last.waker) {
            continue;
        }
        const std::uint32_t at = woken_at(view, join, join.waker, until);
        if (at != absent && at > last.begin) {
            return fmt::format("; at event {} it woke waker {} of an earlier poll instead", at, join.waker);
        }
    }
    return {};
}

void judge_join_3_a(const View& view, Judgement& judgement) {
    for (const Joining& join : view.joinings()) {
        const TaskView* const target = view.task(join.target);
        if (join.end != absent && !join.over() && join.waker != 0 && target != nullptr && settled(view)) {
            judgement.exercised = judgement.exercised || precedes(join.end, over_at(*target));
        }
    }
    const std::optional<JudgedStall> stall = final_stall(view);
    if (!stall) {
        return;
    }
    const std::uint32_t until = stall->delivered ? std::min(view.destroy_begin, view.death) : stall->at;
    for (const TaskView& target : view.tasks()) {
        const Joining* const join = last_joining(view, target.task, until);
        const std::uint32_t over = over_at(target);
        if (join == nullptr || join->end == absent || join->over() || join->waker == 0 || over > stall->at ||
            !had_its_chance(view, *stall, over)) {
            continue;
        }
        const TaskView* const joiner = view.task(join->joiner);
        if (joiner == nullptr || !alive_at(*joiner, stall->at) || during_own_poll(*joiner, stall->at) ||
            cancelled_before(*joiner, stall->at) || woken_at(view, *join, join->waker, until) != absent) {
            continue;
        }
        accuse(
            judgement, "JOIN-3", "JOIN-3.a", stall->manner(), false,
            fmt::format("task {} polled the handle of task {} at event {} and left waker {} there; task {} "
                        "was over at event {}, and waker {} was never woken{}; {}",
                        join->joiner, join->target, join->begin, join->waker, join->target, over, join->waker,
                        older_waker_woken(view, *join, until), how_it_stands(*stall)),
            {join->begin, join->end, over, stall->at});
        return;
    }
}

void judge_join_3_b(const View& view, Judgement& judgement) {
    if (view.facts().race_detector().empty()) {
        return;
    }
    for (const Joining& join : view.joinings()) {
        const TaskView* const target = view.task(join.target);
        if (target != nullptr && target->ended != absent && join.end != absent) {
            judgement.exercised = judgement.exercised || view.events()[target->ended].thread != join.thread;
        }
    }
    const std::uint32_t race = race_in_a_handle(view);
    if (race != absent) {
        accuse(judgement, "JOIN-3", "JOIN-3.b", Manner::violation, true,
               fmt::format("{} reported at event {} a data race on memory of the executor, while the handle "
                           "of a task was polled on one thread and the task ended on another",
                           view.facts().race_detector(), race),
               {race});
    }
}

// JOIN-5
// ---------------------------------------------------------------------------------------------------------

/// Whether the order of the two threads' events says what the one could know of the other. Under control it
/// does not: in weak memory what another thread has done may be visible later.
bool order_tells(const View& view, std::uint8_t thread, std::uint8_t other) {
    return thread == other || !view.facts().controlled;
}

/// The first call of cancel that came to its end and did not fail.
const Cancellation* first_cancellation(const TaskView& task) {
    for (const Cancellation& one : task.cancellations) {
        if (one.end != absent && !one.failed) {
            return &one;
        }
    }
    return nullptr;
}

/// Whether the cancellation began and ended inside a poll of its task.
const PollSpan* poll_around(const TaskView& task, const Cancellation& one) {
    const PollSpan* const poll = last_poll_before(task, one.begin);
    return poll != nullptr && poll->end != absent && poll->end > one.end ? poll : nullptr;
}

/// Whether the thread had begun or ended a poll, or a driving call, between the events: whatever it polls
/// next, it chose afterwards.
bool thread_chose_anew(const View& view, std::uint8_t thread, std::uint32_t after, std::uint32_t before) {
    for (std::uint32_t i = after + 1; i < before; ++i) {
        const Event& event = view.events()[i];
        const bool tells =
            event.kind == Kind::poll_begin || event.kind == Kind::poll_end || event.kind == Kind::drive_begin;
        if (tells && event.thread == thread && !event.has(flag::stray)) {
            return true;
        }
    }
    return false;
}

/// A poll that the executor decided on when the cancellation had returned. One that it had decided on before
/// may begin a little later; a second one may not.
const PollSpan* poll_after_cancel(const View& view, const TaskView& task, const Cancellation& one) {
    const PollSpan* const poll = first_poll_after(task, one.end);
    if (poll == nullptr || poll->begin > view.destroy_begin || !order_tells(view, poll->thread, one.thread)) {
        return nullptr;
    }
    if (poll->thread == one.thread || thread_chose_anew(view, poll->thread, one.end, poll->begin) ||
        poll->begin > destroyed_at(task)) {
        return poll;
    }
    return first_poll_after(task, poll->begin);
}

void judge_join_5_a(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        const Cancellation* const one = first_cancellation(task);
        if (one == nullptr || !of_scenario(task) || !idle_at(task, one->begin)) {
            continue;
        }
        judgement.exercised = judgement.exercised || settled(view);
        const PollSpan* const poll = poll_after_cancel(view, task, *one);
        if (judgement.findings.empty() && poll != nullptr) {
            accuse(judgement, "JOIN-5", "JOIN-5.a", Manner::violation, false,
                   fmt::format("task {} was idle when it was cancelled at event {}; cancel had returned at "
                               "event {}, and the task was polled again at event {}",
                               task.task, one->begin, one->end, poll->begin),
                   {one->begin, one->end, poll->begin});
        }
    }
}

/// A cancelled task that has neither ended nor been destroyed, when the executor had done all it would do.
bool is_left_over(const View& view, const TaskView& task, const Cancellation& one, const JudgedStall& stall) {
    const std::uint32_t until = stall.delivered ? std::min(view.destroy_begin, view.death) : stall.at;
    return of_scenario(task) && task.ended > until && destroyed_at(task) > until && one.end < stall.at &&
           !during_own_poll(task, stall.at) && had_its_chance(view, stall, one.begin) &&
           !precedes(view.first_throw, stall.at);
}

void judge_join_5_b(const View& view, Judgement& judgement) {
    const std::optional<JudgedStall> stall = final_stall(view);
    for (const TaskView& task : view.tasks()) {
        const Cancellation* const one = first_cancellation(task);
        if (one == nullptr || ended_before(task, one->begin) || poll_around(task, *one) != nullptr) {
            continue;
        }
        judgement.exercised = judgement.exercised || settled(view);
        if (stall && judgement.findings.empty() && is_left_over(view, task, *one, *stall)) {
            accuse(judgement, "JOIN-5", "JOIN-5.b", stall->manner(), false,
                   fmt::format("task {} was cancelled at event {}, and its future is not destroyed; {}",
                               task.task, one->begin, how_it_stands(*stall)),
                   {one->begin, one->end, stall->at});
        }
    }
}

void judge_join_5_c(const View& view, Judgement& judgement) {
    const std::optional<JudgedStall> stall = final_stall(view);
    for (const TaskView& task : view.tasks()) {
        const Cancellation* const one = first_cancellation(task);
        const PollSpan* const poll = one == nullptr ? nullptr : poll_around(task, *one);
        if (poll == nullptr || !of_scenario(task) || poll->status != PollStatus::pending) {
            continue;
        }
        judgement.exercised = judgement.exercised || settled(view);
        if (!judgement.findings.empty()) {
            continue;
        }
        const PollSpan* const next = first_poll_after(task, poll->end);
        if (next != nullptr && next->begin < view.destroy_begin &&
            order_tells(view, next->thread, one->thread)) {
            accuse(
                judgement, "JOIN-5", "JOIN-5.c", Manner::violation, false,
                fmt::format("task {} was cancelled at event {}, during its poll {} that returned Pending at "
                            "event {}, and was polled again at event {}",
                            task.task, one->begin, poll_number(task, *poll), poll->end, next->begin),
                {poll->begin, one->begin, poll->end, next->begin});
        } else if (stall && is_left_over(view, task, *one, *stall)) {
            accuse(judgement, "JOIN-5", "JOIN-5.c", stall->manner(), false,
                   fmt::format(
                       "task {} was cancelled at event {}, during its poll {} that returned Pending at "
                       "event {}, and its future is not destroyed; {}",
                       task.task, one->begin, poll_number(task, *poll), poll->end, how_it_stands(*stall)),
                   {poll->begin, one->begin, poll->end, stall->at});
        }
    }
}

/// Whether the executor had noticed the end of the task before the event: the poll had returned to it, and
/// its thread had gone on to something else, or is the one that does something now.
bool end_was_noticed(const View& view, const TaskView& task, std::uint32_t before) {
    if (!ended_before(task, before)) {
        return false;
    }
    const std::uint8_t thread = view.events()[task.ended].thread;
    const std::uint8_t now = view.events()[before].thread;
    return now == thread ||
           (order_tells(view, now, thread) && thread_chose_anew(view, thread, task.ended, before));
}

void judge_join_5_d(const View& view, Judgement& judgement) {
    for (const TaskView& task : view.tasks()) {
        if (task.cancellations.empty() || !of_scenario(task)) {
            continue;
        }
        const Cancellation& first = task.cancellations.front();
        const bool was_finished = end_was_noticed(view, task, first.begin) && !task.threw;
        judgement.exercised = judgement.exercised || (settled(view) && was_finished) ||
                              (settled(view) && task.cancellations.size() > 1);
        for (std::size_t i = was_finished ? 0 : 1; i < task.cancellations.size(); ++i) {
            const Cancellation& idle = task.cancellations[i];
            const std::uint32_t again = destroyed_inside(view, task, idle);
            if (judgement.findings.empty() && (idle.failed || again != absent)) {
                accuse(judgement, "JOIN-5", "JOIN-5.d", Manner::violation, false,
                       fmt::format("task {} had {} when it was cancelled at event {}, and {}", task.task,
                                   was_finished ? "finished" : "been cancelled", idle.begin,
                                   idle.failed
                                       ? std::string("the call failed")
                                       : fmt::format("its future was destroyed again at event {}", again)),
                       {first.begin, idle.begin, again, idle.end});
            }
        }
        for (const Joining& join : view.joinings()) {
            if (judgement.findings.empty() && was_finished && join.target == task.task && join.over() &&
                join.status == JoinStatus::cancelled && join.end > first.begin) {
                accuse(
                    judgement, "JOIN-5", "JOIN-5.d", Manner::violation, false,
                    fmt::format("task {} returned Ready at event {} and was cancelled at event {}; at event "
                                "{} its handle said that it had been cancelled",
                                task.task, task.ended, first.begin, join.end),
                    {task.ended, first.begin, first.end, join.end});
            }
        }
    }
}

// JOIN-6
// ---------------------------------------------------------------------------------------------------------

const Joining* joining_of(const View& view, const Event& held) {
    for (const Joining& join : view.joinings()) {
        if (join.joiner == held.task && join.target == held.object && join.waker == held.value) {
            return &join;
        }
    }
    return nullptr;
}

/// When the last waker from outside was let go of: until then, one may have kept the task that it wakes.
std::uint32_t last_waker_ended(const View& view) {
    std::uint32_t found = view.destroy_end;
    for (std::uint32_t i = view.destroy_end; i < view.events().size(); ++i) {
        const Kind kind = view.events()[i].kind;
        if (kind == Kind::drop_end || kind == Kind::wake_end) {
            found = i;
        }
    }
    return found;
}

void judge_join_6_a(const View& view, Judgement& judgement) {
    if (view.destroy_end == absent || view.death != absent) {
        return;
    }
    const bool drops = view.facts().capabilities.has(Capability::drop_at_shutdown);
    for (const Joining& join : view.joinings()) {
        // One that is left when the executor ends: itself, or by a task that somebody waits for in turn.
        const TaskView* const target = view.task(join.target);
        judgement.exercised = judgement.exercised || (drops && join.end != absent && !join.over() &&
                                                      target != nullptr && over_at(*target) == absent);
    }
    for (std::uint32_t i = last_waker_ended(view); i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind != Kind::join_waker_held || event.has(flag::stray)) {
            continue;
        }
        const TaskView* const target = view.task(event.object);
        const Joining* const join = joining_of(view, event);
        const bool released = target != nullptr && join != nullptr && (drops || over_at(*target) != absent);
        if (released && judgement.findings.empty()) {
            accuse(judgement, "JOIN-6", "JOIN-6.a", Manner::violation, false,
                   fmt::format("task {} left waker {} in the handle of task {} at event {}; the executor is "
                               "gone since event {}, all handles and other wakers are released, and this one "
                               "still exists",
                               event.task, event.value, event.object, join->begin, view.destroy_end),
                   {join->begin, view.destroy_end, i});
        }
    }
}

void judge_join_6_b(const View& view, Judgement& judgement) {
    if (view.first_stall != absent || view.death != absent || view.destroy_begin == absent) {
        return;
    }
    for (const Joining& join : view.joinings()) {
        const TaskView* const target = view.task(join.target);
        const std::uint32_t woken = woken_at(view, join, join.waker, view.destroy_begin);
        const bool noticed = target != nullptr && join.waker != 0 && woken != absent &&
                             precedes(over_at(*target), woken) &&
                             thread_chose_anew(view, view.events()[woken].thread, woken, view.destroy_begin);
        if (!noticed) {
            continue;
        }
        judgement.exercised = true;
        for (std::uint32_t i = woken; i < view.destroy_begin && judgement.findings.empty(); ++i) {
            const Event& event = view.events()[i];
            if (event.kind == Kind::join_waker_held && joining_of(view, event) == &join) {
                accuse(
                    judgement, "JOIN-6", "JOIN-6.b", Manner::warning, false,
                    fmt::format("the handle of task {} woke waker {} of task {} at event {}, since the task "
                                "was over, and still holds it at event {}",
                                join.target, join.waker, join.joiner, woken, i),
                    {join.begin, over_at(*target), woken, i});
            }
        }
    }
}

}  // namespace

std::uint32_t destroyed_inside(const View& view, const TaskView& task, const Cancellation& one) {
    for (std::size_t i = 1; i < task.destructions.size(); ++i) {
        const std::uint32_t at = task.destructions[i];
        if (at > one.begin && at < one.end && view.events()[at].thread == one.thread) {
            return at;
        }
    }
    return absent;
}

std::uint32_t race_in_a_handle(const View& view) {
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind != Kind::data_race || event.has(flag::stray) ||
            event.object != static_cast<std::uint16_t>(trace::RaceOn::subject)) {
            continue;
        }
        for (const Joining& join : view.joinings()) {
            const TaskView* const target = view.task(join.target);
            const bool asking = join.thread == event.thread && join.begin < i && join.end > i;
            // The task has ended on this thread, which is still about it, and somebody has asked elsewhere.
            const bool ending = target != nullptr && precedes(target->ended, i) &&
                                view.events()[target->ended].thread == event.thread &&
                                !thread_chose_anew(view, event.thread, target->ended, i) &&
                                join.thread != event.thread && join.begin < i;
            if (asking || ending) {
                return i;
            }
        }
        return absent;
    }
    return absent;
}

constinit const Law join_2_a{
    "JOIN-2", "JOIN-2.a",
    "When a [task](../glossary.md#task)'s completion can be observed through its handle, the destructor of "
    "its [future](../glossary.md#future) MUST have returned.",
    this_file, judge_join_2_a};
constinit const Law join_2_b{
    "JOIN-2",
    "JOIN-2.b",
    "The destructor of the future MUST happen-before the observation of the completion.",
    this_file,
    judge_join_2_b,
    std::nullopt,
    true};
constinit const Law join_3_a{
    "JOIN-3", "JOIN-3.a",
    "A handle that returned [Pending](../glossary.md#pending) MUST wake the [waker](../glossary.md#waker) of "
    "its most recent poll when the [task](../glossary.md#task) completes, is cancelled, or ends with an "
    "exception.",
    this_file, judge_join_3_a};
constinit const Law join_3_b{
    "JOIN-3",
    "JOIN-3.b",
    "Reading and replacing the stored waker MUST be free of data races with the completion.",
    this_file,
    judge_join_3_b,
    std::nullopt,
    true};
constinit const Law join_5_a{
    "JOIN-5", "JOIN-5.a",
    "An idle [task](../glossary.md#task) that is cancelled MUST NOT be polled after the call has returned.",
    this_file, judge_join_5_a};
constinit const Law join_5_b{
    "JOIN-5", "JOIN-5.b",
    "The [future](../glossary.md#future) of a cancelled task MUST be destroyed without any further wake.",
    this_file, judge_join_5_b};
constinit const Law join_5_c{"JOIN-5", "JOIN-5.c",
                             "A task that is cancelled during its own poll MUST end when that poll returns, "
                             "if the poll does not complete it.",
                             this_file, judge_join_5_c};
constinit const Law join_5_d{"JOIN-5", "JOIN-5.d",
                             "Cancelling a task twice, or a finished one, MUST have no effect.", this_file,
                             judge_join_5_d};
constinit const Law join_6_a{
    "JOIN-6", "JOIN-6.a",
    "Tasks that hold handles or wakers of each other, or of themselves, MUST NOT be left unreleased after "
    "the executor's end.",
    this_file, judge_join_6_a};
constinit const Law join_6_b{
    "JOIN-6", "JOIN-6.b",
    "A handle that has completed SHOULD drop the [waker](../glossary.md#waker) that it stored at once.",
    this_file, judge_join_6_b};

}  // namespace wakelaw::conformance::laws
