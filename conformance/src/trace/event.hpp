// SPDX-License-Identifier: MIT
/// \file
/// What happened in a case, as plain data: fixed-size events in one order.
///
/// The order is that of one counter, incremented with a relaxed read-modify-write at each event: recording
/// must not synchronise, or it would hide the subject's own races from ThreadSanitizer. Each event is
/// recorded before (`..._begin`) or after (`..._end`) what it stands for, on the thread that does it.
#pragma once

#include <cstdint>
#include <string_view>

namespace wakelaw::conformance::trace {

enum class Kind : std::uint8_t {
    none = 0,  ///< a place that was taken and never filled: its thread was killed in between
    make_begin,
    make_end,  ///< flag threw: there is no executor
    spawn_begin,  ///< task
    spawn_end,  ///< task
    drive_begin,
    drive_end,  ///< flag threw: an exception left the driver
    poll_begin,  ///< task, value = address of the future; flags overlapped, after_end, destroyed
    poll_end,  ///< task, object = PollStatus
    future_destroyed,  ///< task, value = address of the future; flags overlapped (during a poll), destroyed
                       ///< (again)
    clone_begin,  ///< task, object = source slot
    clone_end,  ///< task, object = target slot
    drop_begin,  ///< task, object = slot
    drop_end,
    wake_begin,  ///< task, object = slot: by value
    wake_end,
    wake_by_ref_begin,  ///< task, object = slot, value = how many calls it stands for, if more than one
    wake_by_ref_end,
    move_begin,  ///< task, object = slot
    move_end,
    compared,  ///< task, object = the other task, value = result
    signalled,  ///< object = event
    finished,  ///< every task of the round is finished
    round_end,  ///< object = round
    memory,  ///< object = round, value = live blocks allocated in this worker
    late_begin,  ///< operations after completion begin
    late_end,  ///< and the executor has had every chance to act on them
    destroy_begin,
    destroy_end,
    stalled,  ///< nothing can go on: object = Stall
    nudged,  ///< main gave the executor something new to do (a marker task, another drive)
    memory_fault,  ///< object = MemoryFault, value = address
    data_race,  ///< object = RaceOn, value = address: reported by ThreadSanitizer or the explorer
    payload_written,  ///< object = payload
    payload_read,  ///< task, object = payload: the order of the plug recipe held
    unsupported,  ///< object = Capability: an operation of the adapter threw Unsupported
    cancel_begin,  ///< task
    cancel_end,  ///< task, flag threw: it did not work
    join_asked,  ///< task = who joins, object = the task that is joined, value = number of the waker that the
                 ///< handle is lent; 0: that of the poll
    joined,  ///< task = who joins, object = the task that is joined, value = JoinStatus
    join_woken,  ///< the waker that a handle was lent is woken: task, object as above, value = its number
    join_waker_held,  ///< a handle, or what is left of it, still holds the waker: task, object, value as
                      ///< above
    nested,  ///< task, object = Nested: what became of another executor, driven inside its poll
    bad_waker,  ///< task: a poll was lent a waker without a table, or with one that lacks what is declared
    case_end,  ///< the case is over, the worker is alive
    // Appended by the supervisor, about a worker that is no more:
    crashed,  ///< value = signal
    exited,  ///< value = exit status
    killed,  ///< object = Killed
    // A vocabulary (see Family::program). Recorded by the worker again:
    program_begin,  ///< object = scenario::Operation, task = its operands, first + 256 * second;
                    ///< value: clone_from: what will_wake said before
    program_end,  ///< object, task as above, value = the result; flag threw
    called,  ///< a function of an instrumented vtable: task = the cookie that it was given, object = entry +
             ///< 256 * table; clone: value = the cookie + 65536 * table that it returns; flag threw
    observed,  ///< object = Question, value = the answer
    // The end of an executor:
    ending,  ///< main drives no more: from here on everything leads to `destroy_begin`
    destructor_begin,  ///< task: its future's destructor uses wakers, or spawns
    destructor_end,  ///< task
    // An executor again:
    nesting,  ///< task: another executor is about to be driven inside its poll; `nested` tells the end
    measured,  ///< task, value = live bytes allocated in this worker
};
inline constexpr int kind_count = static_cast<int>(Kind::measured) + 1;

namespace flag {
inline constexpr std::uint16_t overlapped = 1;  ///< another poll of this task was running
inline constexpr std::uint16_t after_end = 2;  ///< the task had returned Ready or thrown
inline constexpr std::uint16_t destroyed = 4;  ///< the future had been destroyed
inline constexpr std::uint16_t threw = 8;  ///< an exception left the operation
inline constexpr std::uint16_t at_exit = 16;  ///< in the destructor of a thread_local
inline constexpr std::uint16_t stray = 32;  ///< belongs to an earlier case
}  // namespace flag

/// How a stall was established.
enum class Stall : std::uint8_t {
    delivered,  ///< every wake was delivered and the driver returned
    threads_blocked,  ///< every thread of the worker was blocked without a time limit
};

/// What became of a driving call inside a poll.
enum class Nested : std::uint8_t {
    idle,  ///< it returned, and had not brought its task to its end
    worked,
    refused,  ///< it was refused with an exception or an error, and polled nothing
};

/// The entries of a vtable, in their order.
enum class Entry : std::uint8_t { clone, wake, wake_by_ref, drop };
/// The cookie of an instrumented waker with null data.
inline constexpr std::uint16_t null_cookie = 0;

enum class MemoryFault : std::uint8_t { double_free, write_after_free, limit, use_after_free };
enum class RaceOn : std::uint8_t {
    subject,
    payload,
    future,  ///< memory of the future that its last poll wrote and its destruction reads
    farewell,  ///< memory that the destructor of a future writes, and who has joined its task reads
    outcome,  ///< memory that polls write, and main reads when the executor is gone
    hand_over,  ///< memory of the future that spawn and each poll write, and the next poll reads
    release,  ///< a use of the subject's memory that nothing orders before its deallocation
};
enum class Killed : std::uint8_t {
    stalled,  ///< every thread was blocked, and main was inside the subject
    looping,  ///< no event for a long stretch of processor time
    unproved,  ///< no event for a long time, and the threads' states prove nothing
};

/// No task, no slot.
inline constexpr std::uint16_t nothing = 0xFFFF;
/// The slot number of the waker that an executor lends to a poll.
inline constexpr std::uint16_t borrowed = 0xFFFE;
/// The slot number of a waker on its way (being cloned and woken at once, or taken from an event).
inline constexpr std::uint16_t in_hand = 0xFFFD;
/// Tasks of the suite's own: spawned to see whether the executor still works.
inline constexpr std::uint16_t marker_task = 0xFFF0;

struct Event {
    Kind kind = Kind::none;
    std::uint8_t thread = 0;  ///< 0 main, 1.. actors, then the executor's threads in order of appearance
    std::uint16_t task = nothing;
    std::uint16_t object = nothing;
    std::uint16_t flags = 0;
    std::uint64_t value = 0;

    [[nodiscard]] bool has(std::uint16_t wanted) const { return (flags & wanted) != 0; }
    friend bool operator==(const Event&, const Event&) = default;
};

[[nodiscard]] std::string_view to_string(Kind kind);
[[nodiscard]] Kind kind_from_string(std::string_view name);

}  // namespace wakelaw::conformance::trace
