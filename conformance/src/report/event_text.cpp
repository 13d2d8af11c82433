// SPDX-License-Identifier: MIT
#include "report/event_text.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

#include <wakelaw/conformance/subject.hpp>

#include "scenario/scenario.hpp"

namespace wakelaw::conformance::report {

namespace {

using trace::Event;
using trace::Kind;

std::string task_text(std::uint16_t task) {
    if (task == trace::nothing) {
        return "no task";
    }
    return task >= trace::marker_task ? fmt::format("marker task {}", task - trace::marker_task)
                                      : fmt::format("task {}", task);
}

std::string slot_text(std::uint16_t slot) {
    switch (slot) {
        case trace::nothing:
            return "no slot";
        case trace::borrowed:
            return "lent waker";
        case trace::in_hand:
            return "waker in hand";
        default:
            return fmt::format("slot {}", slot);
    }
}

std::string status_text(const Event& event) {
    switch (static_cast<PollStatus>(event.object)) {
        case PollStatus::pending:
            return "Pending";
        case PollStatus::ready:
            return "Ready";
        case PollStatus::threw:
            return "threw";
    }
    return "?";
}

std::string stall_text(std::uint16_t stall) {
    return static_cast<trace::Stall>(stall) == trace::Stall::delivered
               ? "stalled: every wake delivered, the driver returned"
               : "stalled: every thread is blocked";
}

std::string memory_fault_text(const Event& event) {
    switch (static_cast<trace::MemoryFault>(event.object)) {
        case trace::MemoryFault::double_free:
            return "a block was freed twice";
        case trace::MemoryFault::write_after_free:
            return "a freed block was written";
        case trace::MemoryFault::use_after_free:
            return "freed memory was used";
        case trace::MemoryFault::limit:
            return "the limit of memory was reached";
    }
    return "memory fault";
}

std::string race_text(const Event& event) {
    switch (static_cast<trace::RaceOn>(event.object)) {
        case trace::RaceOn::subject:
            return "data race inside the subject";
        case trace::RaceOn::payload:
            return "data race on what the waking thread wrote";
        case trace::RaceOn::future:
            return "data race on the future";
        case trace::RaceOn::farewell:
            return "data race on what the future's destructor wrote";
        case trace::RaceOn::outcome:
            return "data race on what polls wrote";
        case trace::RaceOn::hand_over:
            return "data race between a poll and what came before it";
        case trace::RaceOn::release:
            return "data race between a use of memory and its release";
    }
    return "data race";
}

std::string_view join_text(std::uint64_t status) {
    switch (static_cast<JoinStatus>(status)) {
        case JoinStatus::pending:
            return "Pending";
        case JoinStatus::finished:
            return "finished";
        case JoinStatus::threw:
            return "threw";
        case JoinStatus::cancelled:
            return "cancelled";
    }
    return "an unknown answer";
}

std::string_view nested_text(const Event& event) {
    switch (static_cast<trace::Nested>(event.object)) {
        case trace::Nested::worked:
            return "finished its task";
        case trace::Nested::refused:
            return "was refused";
        case trace::Nested::idle:
            break;
    }
    return "did not finish its task";
}

std::string killed_text(const Event& event) {
    switch (static_cast<trace::Killed>(event.object)) {
        case trace::Killed::stalled:
            return "killed: every thread was blocked, main inside the subject";
        case trace::Killed::looping:
            return "killed: it ran in a loop";
        case trace::Killed::unproved:
            return "killed: no event for a long time";
    }
    return "killed";
}

std::string unsupported_text(const Event& event) {
    return event.object < capability_count
               ? fmt::format("unsupported: {}", to_string(static_cast<Capability>(event.object)))
               : "unsupported";
}

std::string flags_text(const Event& event) {
    struct Flag {
        std::uint16_t bit;
        const char* text;
    };
    constexpr std::array<Flag, 6> flags{{
        {trace::flag::overlapped, ", overlapping"},
        {trace::flag::after_end, ", after its end"},
        {trace::flag::destroyed, ", destroyed before"},
        {trace::flag::threw, ", threw"},
        {trace::flag::at_exit, ", at thread exit"},
        {trace::flag::stray, ", of an earlier case"},
    }};
    std::string out;
    for (const Flag& flag : flags) {
        if (event.has(flag.bit)) {
            out += flag.text;
        }
    }
    return out;
}

/// A step of a program.
std::string step_text(const Event& event) {
    if (event.object >= scenario::operation_count) {
        return "unknown step";
    }
    const scenario::OperationInfo& what = scenario::info(static_cast<scenario::Operation>(event.object));
    std::string text(what.name);
    if (what.first != scenario::Operand::none) {
        text += fmt::format(" {}", event.task & 0xFF);
    }
    if (what.second != scenario::Operand::none) {
        text += fmt::format(" {}", event.task >> 8);
    }
    return text;
}

/// A call of a function of an instrumented vtable.
std::string call_text(const Event& event) {
    constexpr std::array<std::string_view, 4> entries{"clone", "wake", "wake_by_ref", "drop"};
    constexpr std::array<std::string_view, 7> tables{
        "counting", "distinct", "null", "promoting", "throws-in-wake", "throws-in-clone", "promoted"};
    const std::size_t entry = event.object & 0xFF;
    const std::size_t table = event.object >> 8;
    const std::string data =
        event.task == trace::nothing ? "unknown data" : fmt::format("data {}", event.task);
    std::string text = fmt::format("  {}.{} ({})", table < tables.size() ? tables[table] : "?",
                                   entry < entries.size() ? entries[entry] : "?", data);
    if (entry == 0 && !event.has(trace::flag::threw)) {
        text += fmt::format(" gives data {}", event.value & 0xFFFF);
    }
    return text;
}

std::string times_text(const Event& event) {
    return event.value > 1 ? fmt::format(" {} times", event.value) : std::string();
}

/// The words for the operation that an event begins or ends, without "begins" and "returns".
std::string operation_text(const Event& event, std::uint32_t poll_number) {
    const auto on_waker = [&](const char* name) {
        return fmt::format("{} ({}, {})", name, task_text(event.task), slot_text(event.object));
    };
    switch (event.kind) {
        case Kind::make_begin:
        case Kind::make_end:
            return "make";
        case Kind::spawn_begin:
        case Kind::spawn_end:
            return fmt::format("spawn {}", task_text(event.task));
        case Kind::drive_begin:
        case Kind::drive_end:
            return "drive";
        case Kind::poll_begin:
        case Kind::poll_end:
            return fmt::format("poll {} of {}", poll_number, task_text(event.task));
        case Kind::clone_begin:
        case Kind::clone_end:
            return on_waker("clone");
        case Kind::drop_begin:
        case Kind::drop_end:
            return on_waker("drop");
        case Kind::wake_begin:
        case Kind::wake_end:
            return on_waker("wake");
        case Kind::wake_by_ref_begin:
        case Kind::wake_by_ref_end:
            return on_waker("wake_by_ref") + times_text(event);
        case Kind::move_begin:
        case Kind::move_end:
            return on_waker("move");
        case Kind::late_begin:
        case Kind::late_end:
            return "operations after completion";
        case Kind::destroy_begin:
        case Kind::destroy_end:
            return "destroy the executor";
        case Kind::destructor_begin:
        case Kind::destructor_end:
            return fmt::format("destructor of {}", task_text(event.task));
        case Kind::cancel_begin:
        case Kind::cancel_end:
            return fmt::format("cancel {}", task_text(event.task));
        case Kind::program_begin:
        case Kind::program_end:
            return step_text(event);
        default:
            return std::string(to_string(event.kind));
    }
}

bool is_begin(Kind kind) { return to_string(kind).ends_with("_begin"); }
bool is_end(Kind kind) {
    return to_string(kind).ends_with("_end") && kind != Kind::round_end && kind != Kind::case_end;
}

/// The events that stand for a moment.
std::string moment_text(const Event& event) {
    switch (event.kind) {
        case Kind::none:
            return "(an event that was not written)";
        case Kind::bad_waker:
            return fmt::format("{} was lent no usable waker", task_text(event.task));
        case Kind::join_asked:
            return fmt::format("{} polls the handle of {} with waker {}", task_text(event.task),
                               task_text(event.object), event.value);
        case Kind::joined:
            return fmt::format("handle of {}: {}", task_text(event.object), join_text(event.value));
        case Kind::join_woken:
            return fmt::format("handle of {} wakes {} by waker {}", task_text(event.object),
                               task_text(event.task), event.value);
        case Kind::join_waker_held:
            return fmt::format("handle of {} still holds waker {} of {}", task_text(event.object),
                               event.value, task_text(event.task));
        case Kind::nested:
            return fmt::format("a second executor in a poll of {}: {}", task_text(event.task),
                               nested_text(event));
        case Kind::nesting:
            return fmt::format("a second executor is driven in a poll of {}", task_text(event.task));
        case Kind::measured:
            return fmt::format("{} live bytes", event.value);
        case Kind::future_destroyed:
            return fmt::format("future of {} destroyed", task_text(event.task));
        case Kind::ending:
            return "main is about to destroy the executor";
        case Kind::compared:
            return fmt::format("will_wake ({}, {}): {}", task_text(event.task), task_text(event.object),
                               event.value != 0);
        case Kind::signalled:
            return fmt::format("event {} signalled", event.object);
        case Kind::finished:
            return "every task is finished";
        case Kind::round_end:
            return fmt::format("end of round {}", event.object);
        case Kind::memory:
            return fmt::format("round {}: {} live blocks", event.object, event.value);
        case Kind::stalled:
            return stall_text(event.object);
        case Kind::nudged:
            return "nudged: something new to do";
        case Kind::memory_fault:
            return memory_fault_text(event);
        case Kind::data_race:
            return race_text(event);
        case Kind::payload_written:
            return fmt::format("payload {} is written", event.object);
        case Kind::payload_read:
            return fmt::format("{} reads payload {}", task_text(event.task), event.object);
        case Kind::unsupported:
            return unsupported_text(event);
        case Kind::case_end:
            return "end of the case";
        case Kind::crashed:
            return fmt::format("the process died of signal {}", event.value);
        case Kind::exited:
            return fmt::format("the process ended with status {}", event.value);
        case Kind::killed:
            return killed_text(event);
        case Kind::called:
            return call_text(event);
        case Kind::observed:
            return fmt::format("  observed: question {}, answer {}", event.object, event.value);
        default:
            return std::string(to_string(event.kind));
    }
}

}  // namespace

bool is_pair(const Event& begin, const Event& end) {
    return is_begin(begin.kind) && static_cast<int>(end.kind) == static_cast<int>(begin.kind) + 1 &&
           is_end(end.kind) && begin.thread == end.thread && begin.task == end.task;
}

std::vector<std::uint32_t> poll_numbers(const std::vector<Event>& events) {
    std::vector<std::uint32_t> numbers(events.size(), 0);
    std::map<std::uint16_t, std::uint32_t> count;
    std::map<std::pair<std::uint8_t, std::uint16_t>, std::vector<std::uint32_t>> open;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event& event = events[i];
        std::vector<std::uint32_t>& stack = open[{event.thread, event.task}];
        if (event.kind == Kind::poll_begin) {
            numbers[i] = ++count[event.task];
            stack.push_back(numbers[i]);
        } else if (event.kind == Kind::poll_end && !stack.empty()) {
            numbers[i] = stack.back();
            stack.pop_back();
        }
    }
    return numbers;
}

std::string event_text(const Event& event, std::uint32_t poll_number) {
    if (event.kind == Kind::poll_end) {
        return operation_text(event, poll_number) + ": " + status_text(event) + flags_text(event);
    }
    if (is_begin(event.kind)) {
        return operation_text(event, poll_number) + " begins" + flags_text(event);
    }
    if (is_end(event.kind)) {
        return operation_text(event, poll_number) + " returns" + flags_text(event);
    }
    return moment_text(event) + flags_text(event);
}

std::string pair_text(const Event& begin, const Event& end, std::uint32_t poll_number) {
    Event both = begin;
    both.flags = static_cast<std::uint16_t>(begin.flags | end.flags);
    if (begin.kind == Kind::poll_begin) {
        return operation_text(begin, poll_number) + ": " + status_text(end) + flags_text(both);
    }
    if (begin.kind == Kind::clone_begin) {
        return fmt::format("clone ({}, {} to {})", task_text(begin.task), slot_text(begin.object),
                           slot_text(end.object)) +
               flags_text(both);
    }
    return operation_text(begin, poll_number) + flags_text(both);
}

}  // namespace wakelaw::conformance::report
