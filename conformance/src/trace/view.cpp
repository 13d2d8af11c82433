// SPDX-License-Identifier: MIT
#include "trace/view.hpp"

#include <algorithm>
#include <atomic>

namespace wakelaw::conformance::trace {

namespace {

bool is_operation_begin(Kind kind) {
    return kind == Kind::clone_begin || kind == Kind::drop_begin || kind == Kind::wake_begin ||
           kind == Kind::wake_by_ref_begin || kind == Kind::move_begin;
}

bool is_operation_end(Kind kind) {
    return kind == Kind::clone_end || kind == Kind::drop_end || kind == Kind::wake_end ||
           kind == Kind::wake_by_ref_end || kind == Kind::move_end;
}

/// `clone_end` follows `clone_begin` in the enumeration, and so on for each pair.
Kind begin_of(Kind end) { return static_cast<Kind>(static_cast<int>(end) - 1); }

}  // namespace

const WakerOperation* TaskView::unserved_wake(std::uint32_t before) const {
    const std::uint32_t last = last_poll_begin();
    for (auto it = operations.rbegin(); it != operations.rend(); ++it) {
        if (it->wakes() && it->begin < before && (last == absent || it->begin > last)) {
            return &*it;
        }
    }
    return nullptr;
}

const TaskView* View::task(std::uint16_t number) const {
    const auto found =
        std::find_if(tasks_.begin(), tasks_.end(), [&](const TaskView& one) { return one.task == number; });
    return found == tasks_.end() ? nullptr : &*found;
}

TaskView& View::slot_for(std::uint16_t number) {
    for (TaskView& one : tasks_) {
        if (one.task == number) {
            return one;
        }
    }
    if (spare_.empty()) {
        tasks_.emplace_back();
    } else {
        tasks_.push_back(std::move(spare_.back()));
        spare_.pop_back();
    }
    TaskView& fresh = tasks_.back();
    fresh.task = number;
    return fresh;
}

void View::read(const Trace& trace) {
    static std::atomic<std::uint64_t> readings{0};
    serial_ = readings.fetch_add(1, std::memory_order_relaxed) + 1;
    trace_ = &trace;
    for (TaskView& used : tasks_) {
        used.polls.clear();
        used.operations.clear();
        used.destructions.clear();
        used.cancellations.clear();
        used.spawn_begin = used.spawn_end = used.ended = absent;
        used.threw = false;
        spare_.push_back(std::move(used));
    }
    tasks_.clear();
    joinings_.clear();
    destructors_.clear();
    end_begin = absent;
    drive_begin = drive_end = first_throw = late_begin = late_end = destroy_begin = destroy_end = absent;
    first_stall = first_nudge = death = case_end = absent;

    const auto first = [](std::uint32_t& milestone, std::uint32_t index) {
        milestone = milestone == absent ? index : milestone;
    };
    for (std::uint32_t index = 0; index < trace.events.size(); ++index) {
        const Event& event = trace.events[index];
        if (event.has(flag::stray)) {
            continue;
        }
        if (is_operation_begin(event.kind)) {
            slot_for(event.task)
                .operations.push_back(
                    {event.kind, index, absent, event.thread, event.task, event.object, event.flags});
            continue;
        }
        if (is_operation_end(event.kind)) {
            std::vector<WakerOperation>& operations = slot_for(event.task).operations;
            const auto open =
                std::find_if(operations.rbegin(), operations.rend(), [&](const WakerOperation& one) {
                    return one.end == absent && one.thread == event.thread &&
                           one.kind == begin_of(event.kind);
                });
            if (open != operations.rend()) {
                open->end = index;
                open->flags = static_cast<std::uint16_t>(open->flags | event.flags);
            }
            continue;
        }
        switch (event.kind) {
            case Kind::spawn_begin:
                slot_for(event.task).spawn_begin = index;
                break;
            case Kind::spawn_end:
                slot_for(event.task).spawn_end = index;
                break;
            case Kind::poll_begin:
                slot_for(event.task)
                    .polls.push_back(
                        {index, absent, event.thread, event.flags, PollStatus::pending, event.value});
                break;
            case Kind::poll_end: {
                TaskView& task = slot_for(event.task);
                const auto open = std::find_if(
                    task.polls.rbegin(), task.polls.rend(),
                    [&](const PollSpan& poll) { return poll.end == absent && poll.thread == event.thread; });
                const auto status = static_cast<PollStatus>(event.object);
                if (open != task.polls.rend()) {
                    open->end = index;
                    open->status = status;
                }
                if (status != PollStatus::pending && task.ended == absent) {
                    task.ended = index;
                    task.threw = status == PollStatus::threw;
                }
                if (status == PollStatus::threw) {
                    first(first_throw, index);
                }
                break;
            }
            case Kind::future_destroyed:
                slot_for(event.task).destructions.push_back(index);
                break;
            case Kind::cancel_begin:
                slot_for(event.task).cancellations.push_back({index, absent, event.thread, false});
                break;
            case Kind::cancel_end: {
                std::vector<Cancellation>& all = slot_for(event.task).cancellations;
                const auto open = std::find_if(all.rbegin(), all.rend(), [&](const Cancellation& one) {
                    return one.end == absent && one.thread == event.thread;
                });
                if (open != all.rend()) {
                    open->end = index;
                    open->failed = event.has(flag::threw);
                }
                break;
            }
            case Kind::join_asked:
                joinings_.push_back({event.task, event.object, index, absent, event.thread, event.value,
                                     JoinStatus::pending});
                break;
            case Kind::joined: {
                const auto open = std::find_if(joinings_.rbegin(), joinings_.rend(), [&](const Joining& one) {
                    return one.end == absent && one.joiner == event.task && one.target == event.object;
                });
                if (open != joinings_.rend()) {
                    open->end = index;
                    open->status = static_cast<JoinStatus>(event.value);
                }
                break;
            }
            case Kind::drive_begin:
                drive_begin = index;
                break;
            case Kind::drive_end:
                drive_end = index;
                break;
            case Kind::late_begin:
                first(late_begin, index);
                break;
            case Kind::late_end:
                first(late_end, index);
                break;
            case Kind::ending:
                first(end_begin, index);
                break;
            case Kind::destructor_begin:
                destructors_.push_back({index, absent, event.thread, event.task});
                break;
            case Kind::destructor_end: {
                const auto open =
                    std::find_if(destructors_.rbegin(), destructors_.rend(), [&](const DestructorSpan& span) {
                        return span.end == absent && span.task == event.task && span.thread == event.thread;
                    });
                if (open != destructors_.rend()) {
                    open->end = index;
                }
                break;
            }
            case Kind::destroy_begin:
                first(end_begin, index);
                first(destroy_begin, index);
                break;
            case Kind::destroy_end:
                first(destroy_end, index);
                break;
            case Kind::stalled:
                first(first_stall, index);
                break;
            case Kind::nudged:
                first(first_nudge, index);
                break;
            case Kind::killed:
                if (event.object == static_cast<std::uint16_t>(Killed::stalled)) {
                    first(first_stall, index);
                }
                first(death, index);
                break;
            case Kind::crashed:
            case Kind::exited:
                first(death, index);
                break;
            case Kind::case_end:
                first(case_end, index);
                break;
            default:
                break;
        }
    }
}

std::vector<WakerOperation> View::unfinished_operations() const {
    std::vector<WakerOperation> result;
    for (const TaskView& one : tasks_) {
        for (const WakerOperation& operation : one.operations) {
            if (operation.end == absent) {
                result.push_back(operation);
            }
        }
    }
    std::sort(result.begin(), result.end(), [](const WakerOperation& left, const WakerOperation& right) {
        return left.begin < right.begin;
    });
    return result;
}

}  // namespace wakelaw::conformance::trace
