// SPDX-License-Identifier: MIT
#include "laws/evidence.hpp"

#include <algorithm>
#include <utility>

namespace wakelaw::conformance::laws {

bool settled(const View& view) {
    return view.first_stall != absent || view.late_begin != absent || view.destroy_begin != absent ||
           view.case_end != absent;
}

const PollSpan* last_poll_before(const TaskView& task, std::uint32_t index) {
    for (auto it = task.polls.rbegin(); it != task.polls.rend(); ++it) {
        if (it->begin < index) {
            return &*it;
        }
    }
    return nullptr;
}

const PollSpan* first_poll_after(const TaskView& task, std::uint32_t index) {
    for (const PollSpan& poll : task.polls) {
        if (poll.begin > index) {
            return &poll;
        }
    }
    return nullptr;
}

bool during_own_poll(const TaskView& task, std::uint32_t index) {
    const PollSpan* poll = last_poll_before(task, index);
    return poll != nullptr && poll->end > index;
}

std::size_t poll_number(const TaskView& task, const PollSpan& poll) {
    return static_cast<std::size_t>(&poll - task.polls.data()) + 1;
}

bool woken_between(const TaskView& task, std::uint32_t after, std::uint32_t before) {
    for (auto it = task.operations.rbegin(); it != task.operations.rend() && it->begin > after; ++it) {
        if (it->wakes() && it->begin < before && (it->flags & flag::threw) == 0) {
            return true;
        }
    }
    return false;
}

bool alive_at(const TaskView& task, std::uint32_t index) {
    return precedes(task.spawn_begin, index) && !ended_before(task, index) &&
           (task.destructions.empty() || task.destructions.front() > index);
}

bool idle_at(const TaskView& task, std::uint32_t index) {
    const PollSpan* poll = last_poll_before(task, index);
    return poll != nullptr && poll->end < index && alive_at(task, index) &&
           !woken_between(task, poll->begin, index);
}

int wakers_held(const View& view, const TaskView& task, std::uint32_t index) {
    int held = 0;
    for (const WakerOperation& one : task.operations) {
        if (one.kind == Kind::clone_begin && one.end < index && !view.events()[one.end].has(flag::threw)) {
            ++held;
        } else if ((one.kind == Kind::drop_begin || one.kind == Kind::wake_begin) && one.begin < index) {
            --held;
        }
    }
    return held;
}

const trace::DestructorSpan* destructor_around(const View& view, std::uint32_t index) {
    const std::uint8_t thread = view.events()[index].thread;
    const trace::DestructorSpan* innermost = nullptr;
    for (const trace::DestructorSpan& span : view.destructors()) {
        if (span.thread == thread && span.begin < index && span.end > index) {
            innermost = &span;
        }
    }
    return innermost;
}

bool destroyed_by_its_own_destructor(const View& view, const TaskView& task) {
    return task.destructions.size() > 1 &&
           std::any_of(view.destructors().begin(), view.destructors().end(),
                       [&](const trace::DestructorSpan& span) {
                           return span.task == task.task && span.begin < task.destructions[1] &&
                                  span.end > task.destructions[1] &&
                                  span.thread == view.events()[task.destructions[1]].thread;
                       });
}

bool races_with_the_end(const View& view, const WakerOperation& one) {
    const Capabilities capabilities = view.facts().capabilities;
    return of_actor(one) && capabilities.has(Capability::wakers_outlive_executor) &&
           capabilities.has(Capability::wake_from_foreign_thread) && view.destroy_begin != absent &&
           one.begin < view.destroy_end && one.end > view.destroy_begin;
}

bool anything_races_with_the_end(const View& view) {
    return std::any_of(view.tasks().begin(), view.tasks().end(), [&](const TaskView& task) {
        return std::any_of(task.operations.begin(), task.operations.end(),
                           [&](const WakerOperation& one) { return races_with_the_end(view, one); });
    });
}

bool anything_may_race_with_the_end(const View& view) {
    const bool early = precedes(view.end_begin, view.destroy_begin) && view.destroy_begin != absent;
    return anything_races_with_the_end(view) ||
           (early && view.facts().capabilities.has(Capability::wakers_outlive_executor) &&
            std::any_of(view.tasks().begin(), view.tasks().end(), [](const TaskView& task) {
                return std::any_of(task.operations.begin(), task.operations.end(), of_actor);
            }));
}

bool destroyed_again_after_the_end(const View& view, const TaskView& task) {
    return view.facts().capabilities.has(Capability::drop_at_shutdown) && of_scenario(task) &&
           !ended_before(task, view.destroy_end) && task.destructions.size() > 1 &&
           precedes(view.destroy_begin, task.destructions[0]) && !destroyed_by_its_own_destructor(view, task);
}

bool went_on(const View& view, std::uint8_t thread, std::uint32_t after, std::uint32_t until) {
    const std::vector<Event>& events = view.events();
    for (std::size_t i = std::size_t{after} + 1; i < events.size() && i <= until; ++i) {
        if (events[i].thread == thread && events[i].kind != Kind::none && events[i].kind < Kind::crashed &&
            !events[i].has(flag::stray)) {
            return true;
        }
    }
    return false;
}

bool executor_went_on(const View& view, const TaskView& task, std::uint32_t until) {
    return task.ended != absent && went_on(view, view.events()[task.ended].thread, task.ended, until);
}

bool spawned_before(const View& view, const TaskView& task, std::uint32_t index) {
    return precedes(task.spawn_end, index) && !view.events()[task.spawn_end].has(flag::threw);
}

bool never_destroyed(const View& view, const TaskView& task) {
    if (!of_scenario(task) || task.ended == absent || !task.destructions.empty() || view.case_end == absent ||
        view.destroy_end == absent || wakers_held(view, task, view.case_end) > 0) {
        return false;
    }
    return view.facts().driving != Driving::threads ||
           view.facts().capabilities.has(Capability::wakers_outlive_executor) ||
           executor_went_on(view, task, view.destroy_begin);
}

bool leads_to_a_release(const View& view, std::uint32_t race) {
    const Event& first = view.events()[race];
    for (std::size_t i = std::size_t{race} + 1; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.thread != first.thread) {
            continue;
        }
        if (event.kind != Kind::data_race) {
            return false;
        }
        if (event.object == static_cast<std::uint16_t>(trace::RaceOn::release)) {
            return true;
        }
    }
    return false;
}

std::string_view name_of(const WakerOperation& operation) {
    switch (operation.kind) {
        case Kind::clone_begin:
            return "clone";
        case Kind::drop_begin:
            return "drop";
        case Kind::wake_begin:
            return "wake";
        case Kind::wake_by_ref_begin:
            return "wake_by_ref";
        default:
            return "move";
    }
}

void accuse(Judgement& judgement, std::string_view rule, std::string_view clause, Manner manner, bool harm,
            std::string sentence, std::initializer_list<std::uint32_t> events) {
    Finding finding{rule, clause, manner, harm, std::move(sentence), {}};
    for (const std::uint32_t event : events) {
        if (event != absent) {
            finding.events.push_back(event);
        }
    }
    std::sort(finding.events.begin(), finding.events.end());
    finding.events.erase(std::unique(finding.events.begin(), finding.events.end()), finding.events.end());
    judgement.findings.push_back(std::move(finding));
}

}  // namespace wakelaw::conformance::laws
