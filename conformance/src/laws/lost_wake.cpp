// SPDX-License-Identifier: MIT
#include "laws/lost_wake.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace wakelaw::conformance::laws {

namespace {

bool is_stall(const Event& event) {
    return event.kind == Kind::stalled ||
           (event.kind == Kind::killed && event.object == static_cast<std::uint16_t>(trace::Killed::stalled));
}

/// The matching `..._end` of a `..._begin` comes next in the enumeration.
bool opens(Kind kind) {
    switch (kind) {
        case Kind::spawn_begin:
        case Kind::drive_begin:
        case Kind::poll_begin:
        case Kind::clone_begin:
        case Kind::drop_begin:
        case Kind::wake_begin:
        case Kind::wake_by_ref_begin:
        case Kind::move_begin:
        case Kind::destroy_begin:
        case Kind::cancel_begin:
        case Kind::join_asked:
        case Kind::destructor_begin:
            return true;
        default:
            return false;
    }
}

bool closes(Kind kind) { return kind != Kind::none && opens(static_cast<Kind>(static_cast<int>(kind) - 1)); }

/// The innermost open call of each thread.
std::vector<OpenCall> open_calls(const View& view, std::uint32_t at) {
    std::array<std::vector<OpenCall>, 256> stacks;
    const std::vector<Event>& events = view.events();
    for (std::uint32_t i = 0; i < at && i < events.size(); ++i) {
        const Event& event = events[i];
        if (event.has(flag::stray)) {
            continue;
        }
        std::vector<OpenCall>& stack = stacks[event.thread];
        if (opens(event.kind)) {
            stack.push_back({event.kind, i, event.thread});
        } else if (closes(event.kind)) {
            while (!stack.empty() &&
                   static_cast<int>(stack.back().kind) + 1 != static_cast<int>(event.kind)) {
                stack.pop_back();
            }
            if (!stack.empty()) {
                stack.pop_back();
            }
        }
    }
    std::vector<OpenCall> result;
    for (const std::vector<OpenCall>& stack : stacks) {
        if (!stack.empty()) {
            result.push_back(stack.back());
        }
    }
    return result;
}

int drives_without_poll(const View& view, const TaskView& task, std::uint32_t since) {
    const PollSpan* next = first_poll_after(task, since);
    return completed_drives(view, since,
                            std::min(next == nullptr ? absent : next->begin, view.destroy_begin));
}

/// Whether the waker that was woken had been moved since it was made, or is a clone of one that had been.
bool went_through_a_move(const View& view, const TaskView& task, const WakerOperation& wake) {
    std::array<bool, 256> moved{};
    const auto known = [](std::uint16_t slot) { return slot < 256; };
    for (const WakerOperation& one : task.operations) {
        if (one.begin >= wake.begin) {
            break;
        }
        if (one.end == absent || !known(view.events()[one.end].object)) {
            continue;
        }
        const std::uint16_t target = view.events()[one.end].object;
        if (one.kind == Kind::move_begin) {
            moved[target] = true;
        } else if (one.kind == Kind::clone_begin) {
            moved[target] = known(one.slot) && moved[one.slot];
        }
    }
    return known(wake.slot) && moved[wake.slot];
}

/// A poll that no wake since the task's previous poll asked for.
bool unasked(const TaskView& task, const PollSpan& poll) {
    return &poll != task.polls.data() && !woken_between(task, (&poll - 1)->begin, poll.begin);
}

/// Another task that got the poll which A's wake should have led to. To accuse, every unasked poll of the
/// trace has to be one that a wake of another task may have caused: an executor that polls at random is not
/// misdirecting.
const TaskView* polled_instead(const View& view, const TaskView& woken, const WakerOperation& wake,
                               std::uint32_t stall) {
    const TaskView* instead = nullptr;
    for (const TaskView& other : view.tasks()) {
        if (!of_scenario(other)) {
            continue;
        }
        for (const PollSpan& poll : other.polls) {
            if (poll.begin > stall || ended_before(other, poll.begin) || !unasked(other, poll)) {
                continue;
            }
            const bool explained =
                std::any_of(view.tasks().begin(), view.tasks().end(), [&](const TaskView& third) {
                    const PollSpan* last = last_poll_before(third, poll.begin);
                    return &third != &other && last != nullptr &&
                           woken_between(third, last->begin, poll.begin);
                });
            if (!explained) {
                return nullptr;
            }
            if (instead == nullptr && &other != &woken && poll.begin > wake.begin &&
                (&poll - 1)->end < poll.begin) {
                instead = &other;
            }
        }
    }
    return instead;
}

LostPoll classify_plain(const View& view, const TaskView& task, const JudgedStall& stall) {
    LostPoll lost;
    lost.task = &task;
    lost.stall = stall;
    if (!of_scenario(task) || !alive_at(task, stall.at) || cancelled_before(task, stall.at)) {
        return lost;
    }
    const PollSpan* last = last_poll_before(task, stall.at);
    std::uint32_t since = absent;  // the wake or the spawn
    bool in_own_poll = false;
    if (last == nullptr) {
        if (!spawned_before(view, task, stall.at)) {
            return lost;
        }
        since = task.spawn_begin;
    } else {
        if (last->end > stall.at) {
            return lost;
        }
        for (const WakerOperation& one : task.operations) {
            if (!one.wakes() || one.begin < last->begin || one.begin > stall.at || one.end > stall.at ||
                (one.flags & flag::threw) != 0 ||
                (stall.delivered && drives_without_poll(view, task, one.begin) == 0)) {
                continue;
            }
            const bool inside = one.begin < last->end;
            if (lost.wake == nullptr || (inside && !in_own_poll)) {
                lost.wake = &one;
                in_own_poll = inside;
            }
        }
        if (lost.wake == nullptr) {
            return lost;
        }
        since = lost.wake->begin;
    }

    const int drives = stall.delivered ? drives_without_poll(view, task, since) : 0;
    if (stall.delivered && drives == 0) {
        return lost;
    }
    if (precedes(view.first_throw, stall.at)) {
        lost.loss = Loss::exec_19;
        return lost;
    }
    const PollSpan* next = first_poll_after(task, stall.at);
    if (next != nullptr && precedes(view.first_nudge, next->begin) && view.first_nudge > stall.at &&
        !woken_between(task, stall.at, next->begin)) {
        lost.served = next->begin;
    }
    if (!stall.delivered && next != nullptr && next->begin > view.first_nudge && lost.served == absent) {
        return lost;  // polled after the nudge and after another wake: which of the two did it, nobody knows
    }
    if (stall.delivered) {
        if (lost.served != absent) {
            lost.loss = Loss::exec_21;
            return lost;
        }
        if (drives < 2 || next != nullptr) {
            return lost;  // lost, or left to a later call: nobody asked, or another wake came in between
        }
    }
    if (lost.wake == nullptr) {
        lost.loss = Loss::exec_5;
        return lost;
    }
    const Capabilities capabilities = view.facts().capabilities;
    if (lost.served != absent && capabilities.has(Capability::wake_from_foreign_thread) &&
        capabilities.has(Capability::several_tasks) && view.facts().driving != Driving::stepping) {
        lost.loss = Loss::exec_11;
        return lost;
    }
    if (capabilities.has(Capability::waker_move) && went_through_a_move(view, task, *lost.wake)) {
        lost.loss = Loss::wak_9;
        return lost;
    }
    if (in_own_poll) {
        lost.loss = Loss::exec_2;
        return lost;
    }
    lost.instead = capabilities.has(Capability::several_tasks)
                       ? polled_instead(view, task, *lost.wake, stall.at)
                       : nullptr;
    lost.loss = lost.instead != nullptr ? Loss::exec_24 : Loss::exec_1;
    return lost;
}

LostPoll classify(const View& view, const TaskView& task, const JudgedStall& stall) {
    LostPoll lost = classify_plain(view, task, stall);
    if (lost.loss != Loss::none && lost.loss != Loss::exec_19 && lost.wake != nullptr &&
        nested_since(view, lost.wake->begin, stall.at) != absent) {
        lost.loss = Loss::exec_22;
    }
    return lost;
}

}  // namespace

int completed_drives(const View& view, std::uint32_t since, std::uint32_t until) {
    const std::vector<Event>& events = view.events();
    int drives = 0;
    bool counts = false;
    std::uint8_t thread = 0;
    for (std::uint32_t i = 0; i < events.size() && i < until; ++i) {
        if (events[i].kind == Kind::drive_begin) {
            counts = i > since;
            thread = events[i].thread;
        } else if (i == since) {
            counts = events[i].thread == thread;
        } else if (events[i].kind == Kind::drive_end) {
            drives += counts && i > since && !events[i].has(flag::threw) ? 1 : 0;
            counts = false;
        }
    }
    return drives;
}

std::optional<JudgedStall> judged_stall(const View& view) {
    if (view.first_stall == absent) {
        return std::nullopt;
    }
    const std::vector<Event>& events = view.events();
    for (std::uint32_t i = view.first_stall; i < events.size() && i < view.destroy_begin; ++i) {
        if (!is_stall(events[i])) {
            continue;
        }
        const bool returned = events[i].kind == Kind::stalled &&
                              events[i].object == static_cast<std::uint16_t>(trace::Stall::delivered);
        if (view.facts().driving == Driving::threads) {
            return JudgedStall{i, returned};
        }
        // An executor that nobody drives may leave everything undone.
        if (returned || inside_drive(view, i)) {
            return JudgedStall{i, returned};
        }
    }
    return std::nullopt;
}

std::optional<OpenCall> blocked_call(const View& view, std::uint32_t at) {
    std::optional<OpenCall> found;
    for (const OpenCall& call : open_calls(view, at)) {
        if (call.kind == Kind::wake_begin || call.kind == Kind::wake_by_ref_begin) {
            return call;
        }
        if (call.kind != Kind::drive_begin && !found) {
            found = call;
        }
    }
    return found;
}

bool inside_drive(const View& view, std::uint32_t at) {
    const std::vector<OpenCall> calls = open_calls(view, at);
    return std::any_of(calls.begin(), calls.end(),
                       [](const OpenCall& call) { return call.kind == Kind::drive_begin; });
}

std::optional<LostPoll> find_loss(const View& view, Loss loss) {
    if (view.first_stall == absent) {
        return std::nullopt;
    }
    const std::optional<JudgedStall> stall = judged_stall(view);
    if (!stall || blocked_call(view, stall->at)) {
        return std::nullopt;
    }
    for (const TaskView& task : view.tasks()) {
        const LostPoll lost = classify(view, task, *stall);
        if (lost.loss == loss) {
            return lost;
        }
    }
    return std::nullopt;
}

std::uint32_t nested_since(const View& view, std::uint32_t since, std::uint32_t until) {
    for (std::uint32_t i = since; i < until && i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind == Kind::nested && event.object == static_cast<std::uint16_t>(trace::Nested::worked)) {
            return i;
        }
    }
    return absent;
}

std::string_view how_it_stands(const JudgedStall& stall) {
    return stall.delivered ? "the driving call has returned" : "every thread is blocked";
}

std::optional<LateStall> late_stall(const View& view) {
    if (view.first_stall == absent || !precedes(view.late_begin, view.first_stall) ||
        view.first_stall > view.late_end) {
        return std::nullopt;
    }
    const std::optional<JudgedStall> stall = judged_stall(view);
    if (!stall || stall->at > view.late_end || blocked_call(view, stall->at)) {
        return std::nullopt;
    }
    LateStall late;
    late.stall = *stall;
    for (const TaskView& task : view.tasks()) {
        if (task.is_marker()) {
            if (spawned_before(view, task, stall->at) && last_poll_before(task, stall->at) == nullptr) {
                late.marker = &task;
            }
            continue;
        }
        for (const WakerOperation& one : task.operations) {
            if (ended_before(task, one.begin) && one.begin < stall->at &&
                (late.stale == nullptr || one.begin > late.stale->begin)) {
                late.stale = &one;
                late.stale_task = &task;
            }
        }
    }
    return late;
}

}  // namespace wakelaw::conformance::laws
