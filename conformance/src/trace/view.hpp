// SPDX-License-Identifier: MIT
/// \file
/// A trace, and the same trace put in order by task: what laws read.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <wakelaw/conformance/subject.hpp>

#include "trace/event.hpp"

namespace wakelaw::conformance::trace {

/// What a law must know about the subject that a trace came from.
struct Facts {
    Driving driving = Driving::threads;
    Capabilities capabilities;
    ExceptionPolicy exception_policy = ExceptionPolicy::isolated;
    unsigned polling_threads = 1;
    bool thread_sanitizer = false;  ///< the worker was a ThreadSanitizer build
    Contracts contract = {};
    bool controlled = false;  ///< the schedule was the explorer's

    /// Who looked for data races; empty: nobody.
    [[nodiscard]] std::string_view race_detector() const {
        return thread_sanitizer ? "ThreadSanitizer" : controlled ? "the explorer" : "";
    }
};

struct Trace {
    Facts facts;
    std::vector<Event> events;
    bool truncated = false;  ///< there was no room for some events: no law judges it
};

/// No such event.
inline constexpr std::uint32_t absent = 0xFFFFFFFF;

/// A poll. Numbers are indices into the events.
struct PollSpan {
    std::uint32_t begin = absent;
    std::uint32_t end = absent;  ///< absent: it never returned
    std::uint8_t thread = 0;
    std::uint16_t flags = 0;  ///< of poll_begin
    PollStatus status = PollStatus::pending;
    std::uint64_t address = 0;
};

/// An operation on a waker.
struct WakerOperation {
    Kind kind = Kind::wake_begin;  ///< the `..._begin` kind: clone, drop, wake, wake_by_ref, move
    std::uint32_t begin = absent;
    std::uint32_t end = absent;  ///< absent: it never returned
    std::uint8_t thread = 0;
    std::uint16_t task = nothing;
    std::uint16_t slot = nothing;
    std::uint16_t flags = 0;  ///< of both events together
    [[nodiscard]] bool wakes() const { return kind == Kind::wake_begin || kind == Kind::wake_by_ref_begin; }
};

/// A call of cancel on a task's handle.
struct Cancellation {
    std::uint32_t begin = absent;
    std::uint32_t end = absent;  ///< absent: it never returned
    std::uint8_t thread = 0;
    bool failed = false;
};

/// A poll of a task's handle by another task.
struct Joining {
    std::uint16_t joiner = nothing;
    std::uint16_t target = nothing;
    std::uint32_t begin = absent;
    std::uint32_t end = absent;  ///< absent: it never returned
    std::uint8_t thread = 0;
    std::uint64_t waker = 0;  ///< the number of the waker that was lent; 0: it is that of the joiner's poll
    JoinStatus status = JoinStatus::pending;
    /// Whether it answered that the task is over.
    [[nodiscard]] bool over() const { return end != absent && status != JoinStatus::pending; }
};

/// The steps of a future's destructor.
struct DestructorSpan {
    std::uint32_t begin = absent;
    std::uint32_t end = absent;  ///< absent: they never came to their end
    std::uint8_t thread = 0;
    std::uint16_t task = nothing;
};

/// One task of the trace, its events in order.
struct TaskView {
    std::uint16_t task = nothing;
    std::uint32_t spawn_begin = absent;
    std::uint32_t spawn_end = absent;
    std::vector<PollSpan> polls;
    std::vector<WakerOperation> operations;  ///< on wakers of this task
    std::vector<std::uint32_t> destructions;  ///< future_destroyed events
    std::vector<Cancellation> cancellations;
    std::uint32_t ended = absent;  ///< the first poll_end with ready or threw
    bool threw = false;

    [[nodiscard]] bool is_marker() const { return task >= marker_task && task < in_hand; }
    /// Begin of its last poll; absent if it was never polled.
    [[nodiscard]] std::uint32_t last_poll_begin() const {
        return polls.empty() ? absent : polls.back().begin;
    }
    /// The last wake that began after the last poll began (EXEC-1): absent if every wake was followed by a
    /// poll.
    [[nodiscard]] const WakerOperation* unserved_wake(std::uint32_t before = absent) const;
};

/// The trace by task. Reused from trace to trace.
class View {
public:
    void read(const Trace& trace);
    /// A number that no other call of `read` gave.
    [[nodiscard]] std::uint64_t serial() const { return serial_; }

    [[nodiscard]] const Trace& trace() const { return *trace_; }
    [[nodiscard]] const Facts& facts() const { return trace_->facts; }
    [[nodiscard]] const std::vector<Event>& events() const { return trace_->events; }
    [[nodiscard]] const std::vector<TaskView>& tasks() const { return tasks_; }
    [[nodiscard]] const TaskView* task(std::uint16_t number) const;
    [[nodiscard]] const std::vector<DestructorSpan>& destructors() const { return destructors_; }

    /// All polls of handles, in the order of their beginnings.
    [[nodiscard]] const std::vector<Joining>& joinings() const { return joinings_; }

    // The milestones of the case; absent if not reached.
    std::uint32_t drive_begin = absent;  ///< the last one
    std::uint32_t drive_end = absent;  ///< the last one
    std::uint32_t first_throw = absent;  ///< the first poll_end with threw
    std::uint32_t late_begin = absent;
    std::uint32_t late_end = absent;
    std::uint32_t end_begin = absent;  ///< nothing is driven any more: `ending`, or else `destroy_begin`
    std::uint32_t destroy_begin = absent;
    std::uint32_t destroy_end = absent;
    std::uint32_t first_stall = absent;  ///< stalled, or killed with Killed::stalled
    std::uint32_t first_nudge = absent;
    std::uint32_t death = absent;  ///< crashed, exited or killed
    std::uint32_t case_end = absent;

    /// The operations that had begun and not returned on each thread when the worker died or stalled for
    /// good.
    [[nodiscard]] std::vector<WakerOperation> unfinished_operations() const;

private:
    TaskView& slot_for(std::uint16_t number);
    const Trace* trace_ = nullptr;
    std::uint64_t serial_ = 0;
    std::vector<TaskView> tasks_;
    std::vector<TaskView> spare_;
    std::vector<Joining> joinings_;
    std::vector<DestructorSpan> destructors_;
};

}  // namespace wakelaw::conformance::trace
