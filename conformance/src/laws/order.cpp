// SPDX-License-Identifier: MIT
/// THR-2, THR-3: what a race detector says about the order of spawns, polls and releases.
#include <fmt/format.h>

#include <algorithm>

#include "laws/catalogue.hpp"
#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

namespace {

constexpr std::string_view this_file = "conformance/src/laws/order.cpp";

bool is_race(const Event& event, trace::RaceOn where) {
    return event.kind == Kind::data_race && event.object == static_cast<std::uint16_t>(where) &&
           !event.has(flag::stray);
}

struct PollOfTask {
    const TaskView* task = nullptr;
    const PollSpan* poll = nullptr;
};

/// The poll that the thread of the event was in.
PollOfTask poll_around(const View& view, std::uint32_t at) {
    PollOfTask found;
    for (const TaskView& task : view.tasks()) {
        for (const PollSpan& poll : task.polls) {
            if (poll.thread == view.events()[at].thread && poll.begin < at && poll.end > at &&
                (found.poll == nullptr || poll.begin > found.poll->begin)) {
                found = {&task, &poll};
            }
        }
    }
    return found;
}

/// Overlap in the trace is EXEC-4, whatever else it leads to.
bool overlaps(const TaskView& task) {
    return std::any_of(task.polls.begin(), task.polls.end(), [&](const PollSpan& poll) {
        return (poll.flags & flag::overlapped) != 0 ||
               (&poll != task.polls.data() && (&poll - 1)->end > poll.begin);
    });
}

bool is_first(const PollOfTask& found) { return found.poll == found.task->polls.data(); }

void judge_thr_2_a(const View& view, Judgement& judgement) {
    if (view.facts().race_detector().empty()) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        judgement.exercised = judgement.exercised || task.polls.size() > 1;
    }
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        if (!is_race(view.events()[i], trace::RaceOn::hand_over)) {
            continue;
        }
        const PollOfTask found = poll_around(view, i);
        if (found.poll == nullptr || is_first(found) || overlaps(*found.task)) {
            continue;
        }
        const PollSpan& before = *(found.poll - 1);
        accuse(judgement, "THR-2", "THR-2.a", Manner::violation, false,
               fmt::format("poll {} of task {} wrote a plain variable and returned at event {}, and poll {}, "
                           "which began at event {} on another thread, read it; {} reported at event {} that "
                           "nothing orders the two",
                           poll_number(*found.task, before), found.task->task, before.end,
                           poll_number(*found.task, *found.poll), found.poll->begin,
                           view.facts().race_detector(), i),
               {before.end, found.poll->begin, i});
        return;
    }
}

void judge_thr_2_b(const View& view, Judgement& judgement) {
    if (view.facts().race_detector().empty()) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        judgement.exercised =
            judgement.exercised || (task.spawn_begin != absent && !task.polls.empty() &&
                                    task.polls.front().thread != view.events()[task.spawn_begin].thread);
    }
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        if (!is_race(view.events()[i], trace::RaceOn::hand_over)) {
            continue;
        }
        const PollOfTask found = poll_around(view, i);
        if (found.poll == nullptr || !is_first(found) || overlaps(*found.task) ||
            found.task->spawn_begin == absent) {
            continue;
        }
        accuse(judgement, "THR-2", "THR-2.b", Manner::violation, false,
               fmt::format("task {} was spawned at event {} by a thread that had written a plain variable of "
                           "the future, and its first poll, which began at event {} on another thread, read "
                           "it; {} reported at event {} that nothing orders the two",
                           found.task->task, found.task->spawn_begin, found.poll->begin,
                           view.facts().race_detector(), i),
               {found.task->spawn_begin, found.poll->begin, i});
        return;
    }
}

/// A race on the same memory before it, with other things in between: that is WAK-8.
bool raced_before(const View& view, std::uint32_t release) {
    const Event& last = view.events()[release];
    for (std::uint32_t i = 0; i < release; ++i) {
        const Event& event = view.events()[i];
        if (is_race(event, trace::RaceOn::subject) && event.value == last.value &&
            event.thread == last.thread && !leads_to_a_release(view, i)) {
            return true;
        }
    }
    return false;
}

/// What gives a reference back: the event lies in such an operation of its thread.
bool inside_a_release(const View& view, std::uint32_t at) {
    for (const TaskView& task : view.tasks()) {
        for (const WakerOperation& one : task.operations) {
            if ((one.kind == Kind::drop_begin || one.kind == Kind::wake_begin) && one.begin < at &&
                one.end > at && one.thread == view.events()[at].thread) {
                return true;
            }
        }
    }
    return false;
}

void judge_thr_3(const View& view, bool last_drop, Judgement& judgement) {
    if (view.facts().race_detector().empty()) {
        return;
    }
    for (const TaskView& task : view.tasks()) {
        std::uint8_t thread = 0;
        bool several = false;
        bool released = false;
        for (const WakerOperation& one : task.operations) {
            several = several || (&one != task.operations.data() && one.thread != thread);
            released = released || one.kind == Kind::drop_begin || one.kind == Kind::wake_begin;
            thread = one.thread;
        }
        judgement.exercised = judgement.exercised || (several && released);
    }
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        if (is_race(view.events()[i], trace::RaceOn::release) && !raced_before(view, i) &&
            inside_a_release(view, i) == last_drop) {
            accuse(judgement, "THR-3", last_drop ? "THR-3.b" : "THR-3.a", Manner::violation, true,
                   fmt::format("{} reported at event {} that nothing orders an earlier use of a block of "
                               "memory before its release{}",
                               view.facts().race_detector(), i,
                               last_drop ? ", with which a waker gave the last reference back" : ""),
                   {i});
            return;
        }
    }
}

void judge_thr_3_a(const View& view, Judgement& judgement) { judge_thr_3(view, false, judgement); }
void judge_thr_3_b(const View& view, Judgement& judgement) { judge_thr_3(view, true, judgement); }

}  // namespace

constinit const Law thr_2_a{"THR-2", "THR-2.a",
                            "The end of a poll of a [task](../glossary.md#task) MUST happen-before the "
                            "beginning of its next poll, on whatever threads they run.",
                            this_file, judge_thr_2_a};
constinit const Law thr_2_b{"THR-2", "THR-2.b",
                            "The call of `spawn` MUST happen-before the first poll of the task.", this_file,
                            judge_thr_2_b};
constinit const Law thr_3_a{"THR-3", "THR-3.a",
                            "Every use of the memory of a [waker](../glossary.md#waker), a "
                            "[task](../glossary.md#task) or an executor MUST happen-before its deallocation.",
                            this_file, judge_thr_3_a};
constinit const Law thr_3_b{"THR-3", "THR-3.b",
                            "The drop that makes the count zero MUST acquire what the other drops released.",
                            this_file, judge_thr_3_b};

}  // namespace wakelaw::conformance::laws
