// SPDX-License-Identifier: MIT
/// EXEC-10, EXEC-17, EXEC-18, THR-4: the end of an executor, and what destructors of futures do with one.
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <wakelaw/conformance/subject.hpp>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/harm.hpp"

namespace wakelaw::conformance::laws {

namespace {

using trace::DestructorSpan;

constexpr std::string_view this_file = "conformance/src/laws/endings.cpp";

bool is_killed_while_stalled(const View& view, std::uint32_t at) {
    return view.events()[at].kind == Kind::killed &&
           view.events()[at].object == static_cast<std::uint16_t>(trace::Killed::stalled);
}

/// Every thread is blocked for good.
bool died_of_a_stall(const View& view) {
    return view.death != absent && is_killed_while_stalled(view, view.death);
}

bool any_open_poll(const View& view) {
    return std::any_of(view.tasks().begin(), view.tasks().end(), [](const TaskView& task) {
        return std::any_of(task.polls.begin(), task.polls.end(),
                           [](const PollSpan& poll) { return poll.end == absent; });
    });
}

bool any_open_destructor(const View& view) {
    return std::any_of(view.destructors().begin(), view.destructors().end(),
                       [](const DestructorSpan& span) { return span.end == absent; });
}

// EXEC-10 -------------------------------------------------------------------------------------------------

/// The first operation that went on during the executor's destruction and is such as `wanted` says.
template <class Wanted>
const WakerOperation* racing(const View& view, Wanted wanted) {
    for (const TaskView& task : view.tasks()) {
        for (const WakerOperation& one : task.operations) {
            if (races_with_the_end(view, one) && wanted(one)) {
                return &one;
            }
        }
    }
    return nullptr;
}

void judge_exec_10_a(const View& view, Judgement& judgement) {
    judgement.exercised = anything_may_race_with_the_end(view);
    judge_harm(view, "EXEC-10.a", judgement);
    if (!judgement.findings.empty() || !anything_may_race_with_the_end(view)) {
        return;
    }
    for (std::uint32_t i = view.destroy_begin; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind == Kind::data_race && !event.has(flag::stray) &&
            event.object == static_cast<std::uint16_t>(trace::RaceOn::subject)) {
            accuse(
                judgement, "EXEC-10", "EXEC-10.a", Manner::violation, true,
                fmt::format(
                    "{} reported at event {} a data race on memory of the executor or its wakers; a foreign "
                    "thread used wakers, and nothing orders that before the destruction at event {}",
                    view.facts().race_detector(), i, view.destroy_begin),
                {view.destroy_begin, i});
            return;
        }
    }
}

void judge_exec_10_b(const View& view, Judgement& judgement) {
    judgement.exercised = anything_races_with_the_end(view);
    if (!died_of_a_stall(view) || any_open_destructor(view)) {
        return;
    }
    const WakerOperation* const one =
        racing(view, [](const WakerOperation& each) { return each.end == absent; });
    if (one != nullptr) {
        accuse(judgement, "EXEC-10", "EXEC-10.b", Manner::hang, true,
               fmt::format(
                   "{} of a waker of task {} at event {} does not return, and every thread is blocked; the "
                   "executor's destruction began at event {}, and was concurrent with it",
                   name_of(*one), one->task, one->begin, view.destroy_begin),
               {one->begin, view.destroy_begin, view.destroy_end, view.death});
    }
}

void judge_exec_10_c(const View& view, Judgement& judgement) {
    judgement.exercised = anything_races_with_the_end(view);
    const WakerOperation* const one =
        racing(view, [](const WakerOperation& each) { return (each.flags & flag::threw) != 0; });
    if (one != nullptr) {
        accuse(
            judgement, "EXEC-10", "EXEC-10.c", Manner::violation, true,
            fmt::format("{} of a waker of task {} at event {} threw an exception; it was concurrent with the "
                        "executor's destruction, which began at event {}",
                        name_of(*one), one->task, one->begin, view.destroy_begin),
            {one->begin, one->end, view.destroy_begin, view.destroy_end});
    }
}

void judge_exec_10_d(const View& view, Judgement& judgement) {
    const WakerOperation* const one = racing(view, [](const WakerOperation&) { return true; });
    judgement.exercised = one != nullptr;
    if (one == nullptr || !died_of_a_stall(view) || view.destroy_end != absent || any_open_poll(view) ||
        any_open_destructor(view) ||
        racing(view, [](const WakerOperation& each) { return each.end == absent; }) != nullptr) {
        return;
    }
    accuse(judgement, "EXEC-10", "EXEC-10.d", Manner::hang, false,
           fmt::format(
               "the executor's destruction, which began at event {}, does not return, and every thread is "
               "blocked; {} of a waker of task {} at event {} was concurrent with it",
               view.destroy_begin, name_of(*one), one->task, one->begin),
           {view.destroy_begin, one->begin, view.death});
}

// EXEC-17, THR-4 ------------------------------------------------------------------------------------------

/// Whether the executor owns its tasks, and its destruction came to a good end.
bool owner_is_gone(const View& view) {
    return view.facts().capabilities.has(Capability::drop_at_shutdown) && view.destroy_end != absent &&
           view.first_stall == absent && view.first_throw == absent;
}

/// The poll of the task that was going on when the destruction returned.
const PollSpan* poll_across_the_end(const View& view, const TaskView& task) {
    const PollSpan* const poll = last_poll_before(task, view.destroy_end);
    return poll != nullptr && poll->end > view.destroy_end ? poll : nullptr;
}

/// A task that the destroyed executor had taken over and not finished.
bool left_unfinished(const View& view, const TaskView& task) {
    return of_scenario(task) && spawned_before(view, task, view.destroy_end) &&
           !ended_before(task, view.destroy_end) &&
           (task.destructions.empty() || task.destructions.front() > view.destroy_begin);
}

void judge_exec_17_a(const View& view, Judgement& judgement) {
    if (!owner_is_gone(view) || view.case_end == absent) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        if (!left_unfinished(view, task) || poll_across_the_end(view, task) != nullptr) {
            continue;  // what outlasts the end in a poll is THR-4's
        }
        judgement.exercised = true;
        const bool never = task.destructions.empty();
        if (judgement.findings.empty() && (never || task.destructions.front() > view.destroy_end)) {
            accuse(
                judgement, "EXEC-17", "EXEC-17.a", Manner::violation, false,
                fmt::format("the destruction of the executor returned at event {}, and the future of the "
                            "unfinished task {} {}",
                            view.destroy_end, task.task,
                            never ? std::string("was never destroyed")
                                  : fmt::format("was destroyed only at event {}", task.destructions.front())),
                {task.spawn_end, view.destroy_begin, view.destroy_end,
                 never ? view.case_end : task.destructions.front()});
        }
    }
}

void judge_exec_17_b(const View& view, Judgement& judgement) {
    if (!view.facts().capabilities.has(Capability::drop_at_shutdown) || view.destroy_begin == absent) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        judgement.exercised = judgement.exercised || (of_scenario(task) && !task.destructions.empty() &&
                                                      !ended_before(task, task.destructions.front()));
        if (judgement.findings.empty() && destroyed_again_after_the_end(view, task)) {
            accuse(judgement, "EXEC-17", "EXEC-17.b", Manner::violation, false,
                   fmt::format(
                       "the future of the unfinished task {} was destroyed at event {}, with the executor, "
                       "and again at event {}",
                       task.task, task.destructions[0], task.destructions[1]),
                   {view.destroy_begin, task.destructions[0], view.destroy_end, task.destructions[1]});
        }
    }
}

/// Whether the poll is inside a waker operation of its own thread: EXEC-9.
bool on_a_wakers_stack(const View& view, const PollSpan& poll) {
    return std::any_of(view.tasks().begin(), view.tasks().end(), [&](const TaskView& task) {
        return std::any_of(task.operations.begin(), task.operations.end(), [&](const WakerOperation& one) {
            return one.thread == poll.thread && one.begin < poll.begin && one.end > poll.begin;
        });
    });
}

void judge_exec_17_c(const View& view, Judgement& judgement) {
    if (!owner_is_gone(view)) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        judgement.exercised = judgement.exercised || left_unfinished(view, task);
        const PollSpan* const poll = first_poll_after(task, view.destroy_end);
        if (judgement.findings.empty() && poll != nullptr && !on_a_wakers_stack(view, *poll)) {
            accuse(
                judgement, "EXEC-17", "EXEC-17.c", Manner::violation, false,
                fmt::format("task {} was polled at event {}; the destruction of the executor had returned at "
                            "event {}",
                            task.task, poll->begin, view.destroy_end),
                {view.destroy_begin, view.destroy_end, poll->begin});
        }
    }
}

void judge_thr_4_a(const View& view, Judgement& judgement) {
    if (!owner_is_gone(view)) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        for (const PollSpan& poll : task.polls) {
            // Where main drives, no poll can be in progress then; where threads do, one has to be.
            judgement.exercised = judgement.exercised || view.facts().driving != Driving::threads ||
                                  (poll.begin < view.destroy_end && poll.end > view.end_begin);
        }
        const PollSpan* const poll = poll_across_the_end(view, task);
        if (judgement.findings.empty() && poll != nullptr) {
            accuse(
                judgement, "THR-4", "THR-4.a", Manner::violation, false,
                fmt::format("the destruction of the executor returned at event {}, while poll {} of task {}, "
                            "which had begun at event {}, was in progress",
                            view.destroy_end, poll_number(task, *poll), task.task, poll->begin),
                {poll->begin, view.destroy_begin, view.destroy_end, poll->end});
        }
    }
}

bool any_poll_across_the_end(const View& view) {
    return std::any_of(view.tasks().begin(), view.tasks().end(), [&](const TaskView& task) {
        return poll_across_the_end(view, task) != nullptr ||
               first_poll_after(task, view.destroy_end) != nullptr;
    });
}

void judge_thr_4_b(const View& view, Judgement& judgement) {
    if (!owner_is_gone(view) || view.facts().race_detector().empty() || any_poll_across_the_end(view)) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        judgement.exercised = judgement.exercised || !task.polls.empty();
    }
    for (std::uint32_t i = view.destroy_end; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind == Kind::data_race && !event.has(flag::stray) &&
            event.object == static_cast<std::uint16_t>(trace::RaceOn::outcome)) {
            accuse(judgement, "THR-4", "THR-4.b", Manner::violation, false,
                   fmt::format(
                       "the destruction of the executor had returned at event {}; then main read what a poll "
                       "had written, and {} reported at event {} that nothing orders the two",
                       view.destroy_end, view.facts().race_detector(), i),
                   {view.destroy_end, i});
            return;
        }
    }
}

// EXEC-18 -------------------------------------------------------------------------------------------------

void judge_exec_18_a(const View& view, Judgement& judgement) {
    judge_harm(view, "EXEC-18.a", judgement);
    if (view.destructors().empty()) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        for (const WakerOperation& one : task.operations) {
            const DestructorSpan* const span = destructor_around(view, one.begin);
            if (span == nullptr) {
                continue;
            }
            judgement.exercised = true;
            if (judgement.findings.empty() && (one.flags & flag::threw) != 0) {
                accuse(judgement, "EXEC-18", "EXEC-18.a", Manner::violation, true,
                       fmt::format(
                           "{} of a waker of task {} at event {} threw an exception; the destructor of the "
                           "future of task {} had called it",
                           name_of(one), task.task, one.begin, span->task),
                       {span->begin, one.begin, one.end});
            }
        }
    }
}

void judge_exec_18_b(const View& view, Judgement& judgement) {
    judge_harm(view, "EXEC-18.b", judgement);
    if (!view.facts().capabilities.has(Capability::spawn_from_poll)) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        if (task.spawn_begin == absent || task.spawn_end > view.end_begin) {
            continue;
        }
        const DestructorSpan* const span = destructor_around(view, task.spawn_begin);
        if (span == nullptr) {
            continue;
        }
        judgement.exercised = true;
        if (judgement.findings.empty() && task.spawn_end != absent &&
            view.events()[task.spawn_end].has(flag::threw)) {
            accuse(
                judgement, "EXEC-18", "EXEC-18.b", Manner::violation, false,
                fmt::format(
                    "the destructor of the future of task {} spawned task {} at event {}, and the executor "
                    "refused, although it was not being destroyed",
                    span->task, task.task, task.spawn_begin),
                {span->begin, task.spawn_begin, task.spawn_end});
        }
    }
}

/// The call that the destructor is in for ever: begun and never ended on its thread.
std::uint32_t call_without_end(const View& view, const DestructorSpan& span) {
    const std::vector<Event>& events = view.events();
    constexpr std::array<Kind, 5> calls{Kind::wake_begin, Kind::wake_by_ref_begin, Kind::clone_begin,
                                        Kind::drop_begin, Kind::spawn_begin};
    std::uint32_t open = absent;
    for (std::uint32_t i = span.begin + 1; i < events.size(); ++i) {
        if (events[i].thread != span.thread || events[i].has(flag::stray)) {
            continue;
        }
        if (std::find(calls.begin(), calls.end(), events[i].kind) != calls.end()) {
            open = i;
        } else if (open != absent &&
                   static_cast<int>(events[i].kind) == static_cast<int>(events[open].kind) + 1) {
            open = absent;
        }
    }
    return open;
}

std::string name_of_call(Kind begin) {
    switch (begin) {
        case Kind::wake_begin:
            return "wake";
        case Kind::wake_by_ref_begin:
            return "wake_by_ref";
        case Kind::clone_begin:
            return "clone";
        case Kind::drop_begin:
            return "drop";
        default:
            return "spawn";
    }
}

void judge_exec_18_c(const View& view, Judgement& judgement) {
    judgement.exercised = !view.destructors().empty();
    for (const TaskView& task : view.tasks()) {
        if (of_scenario(task) && destroyed_by_its_own_destructor(view, task)) {
            accuse(judgement, "EXEC-18", "EXEC-18.c", Manner::violation, false,
                   fmt::format(
                       "the future of task {} was destroyed at event {}, and again at event {}, by what its "
                       "own destructor did",
                       task.task, task.destructions[0], task.destructions[1]),
                   {task.destructions[0], task.destructions[1]});
            return;
        }
    }
    if (view.first_stall == absent) {
        return;
    }
    for (const DestructorSpan& span : view.destructors()) {
        const std::uint32_t call = span.end == absent ? call_without_end(view, span) : absent;
        const std::uint32_t stall = view.first_stall > call ? view.first_stall : view.death;
        if (call == absent || stall == absent || stall < call ||
            (stall == view.death && view.first_stall != stall && !is_killed_while_stalled(view, stall))) {
            continue;
        }
        accuse(judgement, "EXEC-18", "EXEC-18.c", Manner::hang, false,
               fmt::format(
                   "the call of {} at event {} does not return, and every thread is blocked; the destructor "
                   "of the future of task {} had called it{}",
                   name_of_call(view.events()[call].kind), call, span.task,
                   precedes(view.destroy_begin, span.begin) ? ", and the executor was being destroyed" : ""),
               {precedes(view.destroy_begin, span.begin) ? view.destroy_begin : absent, span.begin, call,
                stall});
        return;
    }
}

}  // namespace

constinit const Law exec_10_a{"EXEC-10",
                              "EXEC-10.a",
                              "A waker operation that is concurrent with the destruction of the "
                              "[executor](../glossary.md#executor) MUST "
                              "be free of undefined behaviour.",
                              this_file,
                              judge_exec_10_a,
                              std::nullopt,
                              true};
constinit const Law exec_10_b{"EXEC-10", "EXEC-10.b", "Such an operation MUST return.", this_file,
                              judge_exec_10_b};
constinit const Law exec_10_c{"EXEC-10", "EXEC-10.c", "Such an operation MUST NOT throw an exception.",
                              this_file, judge_exec_10_c};
constinit const Law exec_10_d{
    "EXEC-10", "EXEC-10.d",
    "The destruction of the executor MUST return, if no poll is running that does not return.", this_file,
    judge_exec_10_d};
constinit const Law exec_17_a{"EXEC-17", "EXEC-17.a",
                              "An executor of the profile `owning` MUST destroy every unfinished "
                              "[future](../glossary.md#future) by the "
                              "time that its own destruction has returned.",
                              this_file, judge_exec_17_a};
constinit const Law exec_17_b{"EXEC-17", "EXEC-17.b",
                              "It MUST destroy each of them exactly once, even while wakers of the "
                              "[task](../glossary.md#task) are held.",
                              this_file, judge_exec_17_b};
constinit const Law exec_17_c{"EXEC-17", "EXEC-17.c",
                              "It MUST NOT poll any task after its destruction has returned.", this_file,
                              judge_exec_17_c};
constinit const Law exec_18_a{
    "EXEC-18", "EXEC-18.a",
    "While it destroys a [future](../glossary.md#future), an executor MUST accept that the destructor wakes, "
    "clones or drops wakers of any of its tasks, the destroyed one included.",
    this_file, judge_exec_18_a};
constinit const Law exec_18_b{
    "EXEC-18", "EXEC-18.b",
    "If spawning from a poll is possible, the executor MUST accept that such a destructor spawns.", this_file,
    judge_exec_18_b};
constinit const Law exec_18_c{
    "EXEC-18", "EXEC-18.c",
    "Such a destructor MUST NOT lead to a deadlock, to unbounded recursion, or to a "
    "second destruction of the same future.",
    this_file, judge_exec_18_c};
constinit const Law thr_4_a{
    "THR-4", "THR-4.a",
    "The destruction of an executor of the profile `owning` MUST NOT return while a poll of one of its tasks "
    "is in progress.",
    this_file, judge_thr_4_a};
constinit const Law thr_4_b{
    "THR-4",   "THR-4.b",     "Everything that its tasks did MUST happen-before that return.",
    this_file, judge_thr_4_b, std::nullopt,
    true};

}  // namespace wakelaw::conformance::laws
