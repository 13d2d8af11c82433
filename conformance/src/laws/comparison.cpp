// SPDX-License-Identifier: MIT
/// WAK-5, WAK-6: will_wake is true only for the same task, and should be for its wakers.
#include <fmt/format.h>

#include <algorithm>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"
#include "laws/lost_wake.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/comparison.cpp";

// Tasks may share a waker if each wake of it is followed by a poll of all of them (EXEC-24.c), and then true
// is right. What tells: a wake of one task while another is idle. If the other is polled with no wake of its
// own, they share. If it sleeps on although the executor has had a full turn, they do not.

enum class Shares { unknown, yes, no };

/// What the wakes of `woken` say about `other`.
Shares ask(const View& view, const TaskView& woken, const TaskView& other) {
    Shares answer = Shares::unknown;
    for (const WakerOperation& wake : woken.operations) {
        if (!wake.wakes() || !alive_at(woken, wake.begin) || !idle_at(other, wake.begin)) {
            continue;
        }
        std::uint32_t until = std::min(view.destroy_begin, view.late_begin);
        for (const WakerOperation& own : other.operations) {
            if (own.wakes() && own.begin > wake.begin) {
                until = std::min(until, own.begin);
                break;
            }
        }
        const PollSpan* poll = first_poll_after(other, wake.begin);
        if (poll != nullptr && poll->begin < until) {
            return Shares::yes;
        }
        // A turn is over when a driving call has returned. Without one: an executor that polls all tasks of a
        // waker in one sweep polls this one at least once between three polls of the other.
        int polls = 0;
        for (const PollSpan& one : woken.polls) {
            polls += one.begin > wake.begin && one.begin < until ? 1 : 0;
        }
        if (polls >= 3 || completed_drives(view, wake.begin, until) > 0) {
            answer = Shares::no;
        }
    }
    return answer;
}

Shares ask_both(const View& view, const TaskView& left, const TaskView& right) {
    const Shares first = ask(view, left, right);
    const Shares second = ask(view, right, left);
    return first == Shares::yes || second == Shares::yes ? Shares::yes
           : first == Shares::no || second == Shares::no ? Shares::no
                                                         : Shares::unknown;
}

/// Whether two tasks of the trace are known not to share a waker.
bool some_do_not_share(const View& view) {
    for (const TaskView& woken : view.tasks()) {
        for (const TaskView& other : view.tasks()) {
            if (&woken != &other && of_scenario(woken) && of_scenario(other) &&
                ask(view, woken, other) == Shares::no) {
                return true;
            }
        }
    }
    return false;
}

void judge_wak_5(const View& view, Judgement& judgement) {
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind != Kind::compared || event.task == event.object || event.task >= trace::marker_task ||
            event.object >= trace::marker_task || event.has(flag::stray)) {
            continue;
        }
        judgement.exercised = true;
        if (event.value != 1 || !judgement.findings.empty()) {
            continue;
        }
        const TaskView* left = view.task(event.task);
        const TaskView* right = view.task(event.object);
        if (left == nullptr || right == nullptr) {
            continue;
        }
        const bool both_ended = (ended_before(*left, i) && ended_before(*right, i)) || i > view.destroy_begin;
        if (both_ended && view.facts().contract.has(Contract::wakers_emptied)) {
            continue;  // neither wakes anything
        }
        const Shares shares = ask_both(view, *left, *right);
        if (shares == Shares::no || (shares == Shares::unknown && some_do_not_share(view))) {
            accuse(judgement, "WAK-5", "WAK-5.a", Manner::violation, false,
                   fmt::format("will_wake said at event {} that a waker of task {} wakes the same task as a "
                               "waker of task "
                               "{}",
                               i, event.task, event.object),
                   {i});
        }
    }
}

/// Comparisons of wakers of one task, all of them handed out in its only poll so far, or in several.
void judge_wak_6(const View& view, bool several_polls, Judgement& judgement) {
    if (view.facts().contract.has(Contract::one_suspension)) {
        return;  // a waker of an earlier poll wakes nothing any more
    }
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        const TaskView* const task = event.kind == Kind::compared && event.task == event.object &&
                                             event.task < trace::marker_task && !event.has(flag::stray)
                                         ? view.task(event.task)
                                         : nullptr;
        if (task == nullptr || !alive_at(*task, i)) {
            continue;
        }
        const PollSpan* const last = last_poll_before(*task, i);
        if (last == nullptr || (last != task->polls.data()) != several_polls) {
            continue;
        }
        judgement.exercised = true;
        if (event.value == 0) {
            accuse(judgement, "WAK-6", several_polls ? "WAK-6.b" : "WAK-6.a", Manner::warning, false,
                   several_polls
                       ? fmt::format("will_wake said at event {} that two wakers of task {} do not wake the "
                                     "same task; the task had been polled {} times",
                                     i, event.task, poll_number(*task, *last))
                       : fmt::format("will_wake said at event {} that two wakers of task {}, clones of the "
                                     "one that its only poll was given, do not wake the same task",
                                     i, event.task),
                   {last->begin, i});
            return;
        }
    }
}

void judge_wak_6_a(const View& view, Judgement& judgement) { judge_wak_6(view, false, judgement); }
void judge_wak_6_b(const View& view, Judgement& judgement) { judge_wak_6(view, true, judgement); }

}  // namespace

constinit const Law wak_6_a{"WAK-6", "WAK-6.a",
                            "`will_wake` of a [waker](../glossary.md#waker) and its own unchanged clone "
                            "SHOULD be true.",
                            this_file, judge_wak_6_a};
constinit const Law wak_6_b{"WAK-6", "WAK-6.b",
                            "`will_wake` of the wakers that two polls of one [task](../glossary.md#task) are "
                            "given SHOULD be true.",
                            this_file, judge_wak_6_b};
constinit const Law wak_5_a{
    "WAK-5", "WAK-5.a",
    "If `will_wake` of two wakers is true, a wake of the one MUST wake the same task as a wake of the other.",
    this_file, judge_wak_5};

}  // namespace wakelaw::conformance::laws
