// SPDX-License-Identifier: MIT
#include "laws/harm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace wakelaw::conformance::laws {

namespace {

bool around(const WakerOperation& one, std::uint32_t index) { return one.begin < index && one.end > index; }

/// A rule with a law of its own is broken in this trace, and is reason enough for damage.
bool explained(const View& view) {
    for (const TaskView& task : view.tasks()) {
        for (const PollSpan& poll : task.polls) {
            if ((poll.flags & flag::overlapped) != 0 || ended_before(task, poll.begin) ||
                (poll.address != 0 && task.polls.front().address != 0 &&
                 poll.address != task.polls.front().address)) {
                return true;
            }
        }
        for (std::size_t i = 0; i < task.destructions.size(); ++i) {
            const std::uint32_t at = task.destructions[i];
            if (i > 0 &&
                (destroyed_by_its_own_destructor(view, task) || destroyed_again_after_the_end(view, task))) {
                return true;
            }
            if ((i > 0 || view.events()[at].has(flag::overlapped)) &&
                operation_around(view, task, at) == nullptr) {
                return true;
            }
        }
    }
    return false;
}

bool destroyed_too_early(const View& view, const TaskView& task) {
    const std::uint32_t at = task.destructions.front();
    if (ended_before(task, at) || !precedes(at, view.end_begin) || precedes(view.first_stall, at) ||
        task.polls.empty() || cancelled_before(task, at)) {
        return false;
    }
    const PollSpan* last = last_poll_before(task, at);
    if (last != nullptr && last->end > at) {
        return operation_around(view, task, at) != nullptr;  // its own poll: EXEC-14.b, unless a waker did it
    }
    return wakers_held(view, task, at) > 0 || (last != nullptr && woken_between(task, last->begin, at));
}

std::optional<Harm> find_harm(const View& view) {
    for (const TaskView& task : view.tasks()) {
        if (!of_scenario(task) || task.destructions.empty()) {
            continue;
        }
        if (destroyed_too_early(view, task)) {
            return Harm{Harm::Kind::destroyed_early, task.destructions.front(), &task};
        }
        for (std::size_t i = 1; i < task.destructions.size(); ++i) {
            if (operation_around(view, task, task.destructions[i]) != nullptr) {
                return Harm{Harm::Kind::destroyed_again, task.destructions[i], &task};
            }
        }
        for (const PollSpan& poll : task.polls) {
            if (poll.begin > task.destructions.front() && !ended_before(task, poll.begin) &&
                !cancelled_before(task, poll.begin)) {
                return Harm{Harm::Kind::polled_destroyed, poll.begin, &task};
            }
        }
    }
    std::optional<Harm> late;
    for (std::uint32_t i = 0; i < view.events().size(); ++i) {
        const Event& event = view.events()[i];
        if (event.kind == Kind::crashed) {
            return Harm{Harm::Kind::crashed, i, nullptr};
        }
        if (event.kind == Kind::exited) {
            return Harm{Harm::Kind::exited, i, nullptr};
        }
        if (event.kind != Kind::memory_fault || event.has(flag::stray)) {
            continue;
        }
        if (event.object == static_cast<std::uint16_t>(trace::MemoryFault::double_free)) {
            return Harm{Harm::Kind::double_free, i, nullptr};
        }
        if (event.object == static_cast<std::uint16_t>(trace::MemoryFault::use_after_free)) {
            return Harm{Harm::Kind::use_after_free, i, nullptr};
        }
        if (event.object == static_cast<std::uint16_t>(trace::MemoryFault::write_after_free) && !late) {
            late = Harm{Harm::Kind::write_after_free, i, nullptr};
        }
    }
    return late;
}

struct Found {
    const WakerOperation* operation = nullptr;
    const TaskView* task = nullptr;
};

/// The latest operation that `wanted` accepts, of those that began before the event.
template <class Wanted>
Found latest(const View& view, std::uint32_t before, Wanted wanted) {
    Found found;
    for (const TaskView& task : view.tasks()) {
        for (const WakerOperation& one : task.operations) {
            if (one.begin < before && (found.operation == nullptr || one.begin > found.operation->begin) &&
                wanted(task, one)) {
                found = {&one, &task};
            }
        }
    }
    return found;
}

std::string what_happened(const View& view, const Harm& harm) {
    const Event& event = view.events()[harm.at];
    switch (harm.kind) {
        case Harm::Kind::crashed:
            return fmt::format("the process was ended by signal {} at event {}", event.value, harm.at);
        case Harm::Kind::exited:
            return fmt::format("the process exited with status {} at event {}", event.value, harm.at);
        case Harm::Kind::double_free:
            return fmt::format("a block of memory was freed twice at event {}", harm.at);
        case Harm::Kind::use_after_free:
            return fmt::format("memory was used at event {} after it had been freed", harm.at);
        case Harm::Kind::write_after_free:
            return fmt::format("a block of memory was written to after it had been freed (found at event {})",
                               harm.at);
        case Harm::Kind::destroyed_early:
            return fmt::format(
                "the future of task {} was destroyed at event {}, although the task was unfinished and a "
                "waker or a "
                "wake of it was still open",
                harm.task->task, harm.at);
        case Harm::Kind::destroyed_again:
            return fmt::format("the future of task {} was destroyed a second time at event {}",
                               harm.task->task, harm.at);
        case Harm::Kind::polled_destroyed:
            return fmt::format(
                "task {} was polled at event {} after its future had been destroyed at event {}",
                harm.task->task, harm.at, harm.task->destructions.front());
    }
    return {};
}

bool destructor_spawned_before(const View& view, std::uint32_t at) {
    return std::any_of(view.tasks().begin(), view.tasks().end(), [&](const TaskView& task) {
        return precedes(task.spawn_begin, at) && destructor_around(view, task.spawn_begin) != nullptr;
    });
}

}  // namespace

bool used_at_once(const View& view, std::uint32_t before) {
    for (const TaskView& task : view.tasks()) {
        const std::vector<WakerOperation>& all = task.operations;
        for (std::size_t i = 0; i < all.size() && all[i].begin < before; ++i) {
            for (std::size_t j = i + 1; j < all.size() && all[j].begin < before && all[j].begin < all[i].end;
                 ++j) {
                if (all[j].thread != all[i].thread) {
                    return true;
                }
            }
        }
    }
    return false;
}

const WakerOperation* operation_around(const View& view, const TaskView& task, std::uint32_t index) {
    const std::uint8_t thread = view.events()[index].thread;
    for (auto it = task.operations.rbegin(); it != task.operations.rend(); ++it) {
        if (it->thread == thread && around(*it, index)) {
            return &*it;
        }
    }
    return nullptr;
}

Operations operations_before(const View& view, std::uint32_t index) {
    Operations seen;
    for (const TaskView& task : view.tasks()) {
        for (const WakerOperation& one : task.operations) {
            if (one.begin >= index) {
                break;
            }
            seen.any = true;
            switch (one.kind) {
                case Kind::wake_by_ref_begin:
                    seen.wake_by_ref = true;
                    break;
                case Kind::wake_begin:
                    seen.wake = true;
                    break;
                case Kind::move_begin:
                    seen.move = true;
                    break;
                default:
                    seen.clone_or_drop = true;
                    break;
            }
        }
    }
    return seen;
}

std::optional<Harm> first_harm(const View& view) {
    if (view.tasks().empty()) {
        return std::nullopt;  // an executor that cannot even be made breaks no rule about tasks
    }
    std::optional<Harm> harm = find_harm(view);
    if (harm && explained(view)) {
        return std::nullopt;
    }
    return harm;
}

Blame blame(const View& view, const Harm& harm) {
    // What is found at the end may have happened anywhere.
    const bool somewhere = harm.kind == Harm::Kind::write_after_free;
    const std::uint32_t at = somewhere ? static_cast<std::uint32_t>(view.events().size()) : harm.at;
    const bool in_process = harm.kind != Harm::Kind::crashed && harm.kind != Harm::Kind::exited;
    const std::uint8_t thread = view.events()[harm.at].thread;
    const Capabilities capabilities = view.facts().capabilities;

    Found last = somewhere ? Found{} : latest(view, at, [&](const TaskView&, const WakerOperation& one) {
        return around(one, at) && (!in_process || one.thread == thread);
    });
    if (last.operation == nullptr) {
        last = latest(view, at, [](const TaskView&, const WakerOperation&) { return true; });
    }
    if (capabilities.has(Capability::wakers_outlive_executor) && precedes(view.destroy_end, at) &&
        last.operation != nullptr && last.operation->begin > view.destroy_end &&
        !(somewhere && (!view.destructors().empty() || anything_races_with_the_end(view)))) {
        return {"EXEC-9", "EXEC-9.a", last.operation};
    }
    // What a destructor did may show much later. EXEC-18 and EXEC-10 rest on all that happens without
    // destructors, and without an end that comes in between.
    const Found in_destructor = latest(view, at, [&](const TaskView&, const WakerOperation& one) {
        return destructor_around(view, one.begin) != nullptr;
    });
    if (in_destructor.operation != nullptr) {
        return {"EXEC-18", "EXEC-18.a", in_destructor.operation};
    }
    if (destructor_spawned_before(view, at)) {
        return {"EXEC-18", "EXEC-18.b", last.operation};
    }
    if (somewhere || precedes(view.destroy_begin, at)) {
        const Found racing = latest(view, at, [&](const TaskView&, const WakerOperation& one) {
            return races_with_the_end(view, one);
        });
        if (racing.operation != nullptr) {
            return {"EXEC-10", "EXEC-10.a", racing.operation};
        }
    }
    if (precedes(view.first_throw, at)) {
        return {"EXEC-19", "EXEC-19.c", last.operation};
    }
    if (capabilities.has(Capability::wakers_outlive_task)) {
        const Found stale = latest(view, at, [&](const TaskView& task, const WakerOperation& one) {
            return ended_before(task, one.begin) && (somewhere || &one == last.operation);
        });
        if (stale.operation != nullptr) {
            return {"EXEC-8", "EXEC-8.a", stale.operation};
        }
    }
    if (capabilities.has(Capability::wake_from_foreign_thread)) {
        const Found exiting = latest(view, at, [&](const TaskView&, const WakerOperation& one) {
            return (one.flags & flag::at_exit) != 0 && (somewhere || &one == last.operation);
        });
        if (exiting.operation != nullptr) {
            return {"WAK-8", "WAK-8.c", exiting.operation};
        }
        if (used_at_once(view, at)) {
            return {"WAK-8", "WAK-8.b", last.operation};
        }
    }
    const Operations seen = operations_before(view, at);
    if (seen.move && capabilities.has(Capability::waker_move)) {
        return {"WAK-9", "WAK-9.b", last.operation};
    }
    if (seen.wake) {
        return {"WAK-1", "WAK-1.b", last.operation};
    }
    if (seen.wake_by_ref) {
        return {"WAK-2", "WAK-2.a", last.operation};
    }
    if (seen.clone_or_drop || seen.move) {
        return {"WAK-3", "WAK-3.a", last.operation};
    }
    return {"EXEC-14", "EXEC-14.a", nullptr};
}

void judge_harm(const View& view, std::string_view clause, Judgement& judgement) {
    const std::optional<Harm> harm = first_harm(view);
    if (!harm) {
        return;
    }
    const Blame blamed = blame(view, *harm);
    if (blamed.clause != clause) {
        return;
    }
    std::string sentence = what_happened(view, *harm);
    if (blamed.operation != nullptr) {
        const WakerOperation& one = *blamed.operation;
        const TaskView* task = view.task(one.task);
        sentence += fmt::format(
            "; {} {} of a waker of {}task {} at event {}",
            around(one, harm->at) ? "this was during the" : "the last waker operation before it was the",
            name_of(one), task != nullptr && ended_before(*task, one.begin) ? "the finished " : "", one.task,
            one.begin);
    } else {
        sentence += "; no waker had been used";
    }
    const bool died = harm->kind == Harm::Kind::crashed || harm->kind == Harm::Kind::exited;
    accuse(judgement, blamed.rule, blamed.clause, died ? Manner::crash : Manner::violation, true,
           std::move(sentence), {harm->at, blamed.operation == nullptr ? absent : blamed.operation->begin});
}

}  // namespace wakelaw::conformance::laws
