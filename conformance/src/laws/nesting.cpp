// SPDX-License-Identifier: MIT
/// EXEC-22: a driver inside a poll does not swallow the outer wake.
#include <fmt/format.h>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/lost_wake.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/nesting.cpp";

/// The end of the nested driving call that began at `begin`; absent if it never returned.
std::uint32_t end_of_nesting(const View& view, std::uint32_t begin) {
    const std::vector<Event>& events = view.events();
    for (std::uint32_t i = begin + 1; i < events.size(); ++i) {
        if (events[i].kind == Kind::nested && events[i].thread == events[begin].thread) {
            return i;
        }
    }
    return absent;
}

bool worked(const Event& nested) {
    return nested.object == static_cast<std::uint16_t>(trace::Nested::worked);
}
bool idle(const Event& nested) { return nested.object == static_cast<std::uint16_t>(trace::Nested::idle); }

/// The process stands still with this call under way.
bool stands_still(const View& view) {
    return view.death != absent && view.events()[view.death].kind == Kind::killed &&
           view.events()[view.death].object == static_cast<std::uint16_t>(trace::Killed::stalled);
}

void judge_exec_22_a(const View& view, Judgement& judgement) {
    std::uint32_t first = absent;
    for (std::uint32_t begin = 0; begin < view.events().size(); ++begin) {
        const Event& nesting = view.events()[begin];
        if (nesting.kind != Kind::nesting || nesting.has(flag::stray)) {
            continue;
        }
        const std::uint32_t end = end_of_nesting(view, begin);
        if (end == absent) {
            if (stands_still(view)) {
                judgement.exercised = true;
                accuse(
                    judgement, "EXEC-22", "EXEC-22.a", Manner::hang, false,
                    fmt::format("the driving call inside a poll of task {} that began at event {} does not "
                                "return, and every thread is blocked",
                                nesting.task, begin),
                    {begin, view.death});
            }
            return;
        }
        judgement.exercised = true;
        const Event& nested = view.events()[end];
        if (idle(nested)) {
            accuse(judgement, "EXEC-22", "EXEC-22.a", Manner::violation, false,
                   fmt::format("the driving call inside a poll of task {} that began at event {} returned at "
                               "event {} without an error, and had not brought its task to its end",
                               nesting.task, begin, end),
                   {begin, end});
            return;
        }
        first = first == absent ? end : first;
        if (worked(nested) != worked(view.events()[first])) {
            accuse(judgement, "EXEC-22", "EXEC-22.a", Manner::violation, false,
                   fmt::format("of two driving calls inside a poll one worked and one was refused, at events "
                               "{} and {}",
                               first, end),
                   {first, end});
            return;
        }
    }
}

void judge_exec_22_b(const View& view, Judgement& judgement) {
    for (std::uint32_t i = 0; settled(view) && i < view.events().size() && !judgement.exercised; ++i) {
        const Event& nested = view.events()[i];
        const TaskView* const outer = nested.kind == Kind::nested ? view.task(nested.task) : nullptr;
        const PollSpan* const poll = outer == nullptr ? nullptr : last_poll_before(*outer, i);
        judgement.exercised = poll != nullptr && worked(nested) && woken_between(*outer, poll->begin, i);
    }
    if (const auto lost = find_loss(view, Loss::exec_22)) {
        const std::uint32_t nested = nested_since(view, lost->wake->begin, lost->stall.at);
        accuse(judgement, "EXEC-22", "EXEC-22.b", lost->stall.manner(), true,
               fmt::format(
                   "task {} was woken at event {}, and a driving call inside a poll ended at event {}; "
                   "no poll of task {} was made for that wake, and {}",
                   lost->task->task, lost->wake->begin, nested, lost->task->task, how_it_stands(lost->stall)),
               {lost->wake->begin, nested, lost->stall.at});
    }
}

}  // namespace

constinit const Law exec_22_a{
    "EXEC-22", "EXEC-22.a",
    "A [driving call](../glossary.md#driver) inside a poll MUST either work or fail at once and in every "
    "run.",
    this_file, judge_exec_22_a};
constinit const Law exec_22_b{"EXEC-22", "EXEC-22.b",
                              "An inner driving call MUST NOT take a wake that was meant for the outer one.",
                              this_file, judge_exec_22_b};

}  // namespace wakelaw::conformance::laws
