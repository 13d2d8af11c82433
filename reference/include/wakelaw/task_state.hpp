// SPDX-License-Identifier: MIT
//
// The state of a task: one atomic word. This header is the protocol; task.hpp and task.cpp carry it out.
//
// A task is at each moment in one of four phases:
//
//     idle       no SCHEDULED, no COMPLETED. Somebody must wake it.
//     scheduled  SCHEDULED, no WOKEN. One Runnable exists: it waits for its turn, or its holder is polling.
//     woken      SCHEDULED and WOKEN. The same, and a poll that begins later than now is due.
//     completed  COMPLETED. The future is gone.
//
//                    wake                     the poll begins
//         idle ----------------> woken <----------------------------> scheduled <------ spawn
//          ^                       |               wake                 |   |
//          |                       |                                    |   |
//          |                       +---- Ready, exception, CLOSED ------+---|----> completed
//          |                               Pending                          |
//          +----------------------------------------------------------------+
//
// Who may touch the future: the holder of the Runnable, and nobody else. There is at most one Runnable, so
// polls never overlap (rule EXEC-4).
//
// Memory ordering: every change of the word is a read-modify-write, so all changes form one release sequence.
//  - A wake releases, even when it changes no bit, and the step that clears WOKEN at the beginning of a poll
//  acquires:
//    each wake happens before the poll that it guarantees (rule THR-1). No wake rests on a plain load of the
//    word, except after COMPLETED or CLOSED, when no poll follows that could miss anything.
//  - One wake needs no step on the word: that of the task being polled, by the thread that polls it, during
//  the poll. It
//    is noted in a variable of that thread (see PollScope in task.hpp). The thread itself comes back to it
//    after the poll, so the wake is sequenced before the next poll, or happens before it by the hand-over of
//    the Runnable.
//  - Poll n happens before poll n+1 (rule THR-2): if the task was idle in between, because the step to idle
//  releases and
//    the step that begins the next poll acquires; if not, because the queue that hands the Runnable over
//    synchronises, which every scheduler must.
//  - The step to COMPLETED releases, and who reads it acquires (rule JOIN-2).
#pragma once

#include <cstddef>

namespace wakelaw::detail {

/// A Runnable exists. Its holder, who queues it, moves it, or runs it, owns the future.
///
/// Set by: spawn; a wake or an abort of an idle task; whoever sets it must hand a Runnable to the scheduler.
/// Also by an executor that shuts down, after its last thread has stopped: it claims the task, and a Runnable
/// that exists is void. Cleared by: the holder, after a poll that was Pending, if WOKEN and CLOSED are not
/// set; and at completion. Excludes: a second Runnable, and so two polls at the same time. While it is set, a
/// wake hands nothing over. While it is set the cell stays allocated, even with no reference left.
inline constexpr std::size_t SCHEDULED = 1 << 0;

/// The task was woken after its latest poll began: another poll must begin.
///
/// Set by: every wake, together with SCHEDULED (except a wake by the polling thread, see above).
/// Cleared by: the holder of the Runnable when it begins a poll, before the future is entered; so a wake
/// during the poll sets it again and leads to one more (rule EXEC-2). And at completion. Excludes: the step
/// to idle. Never set without SCHEDULED, never together with COMPLETED.
inline constexpr std::size_t WOKEN = 1 << 1;

/// The future has been destroyed, and its outcome (value, exception, or cancelled) lies in the cell if HANDLE
/// is set.
///
/// Set by: the holder of the Runnable, after the destructor of the future has returned (rule JOIN-2).
/// Cleared: never.
/// Excludes: SCHEDULED and WOKEN, and so any further poll (rule EXEC-7). Wakes do nothing (rule EXEC-8).
inline constexpr std::size_t COMPLETED = 1 << 2;

/// The future will not be polled again; it will be destroyed by the holder of the Runnable.
///
/// Set by: abort; a Runnable that is dropped; the last reference to an idle task; the executor's shutdown.
/// Cleared: never.
/// Excludes: the start of another poll. A poll that runs already ends by itself; if it ends Ready, its value
/// counts. Wakes do nothing from now on.
inline constexpr std::size_t CLOSED = 1 << 3;

/// The JoinHandle exists, so the outcome has a taker.
///
/// Set by: spawn. Cleared by: the handle, when it is dropped or detached, or has taken the outcome. Never set
/// again. Excludes: if clear at completion, the holder of the Runnable discards the outcome. If set, only the
/// handle touches the outcome after COMPLETED.
inline constexpr std::size_t HANDLE = 1 << 4;

/// The slot `awaiter` holds the waker of the task that awaits the handle.
///
/// Set by: the handle, after it has written the slot; only while COMPLETED is clear.
/// Cleared by: the handle, before it touches the slot again; only while COMPLETED is clear.
/// Excludes: while set, the handle does not touch the slot; while clear, the completing thread does not. At
/// the step to COMPLETED the bit decides for good: if set, the slot belongs to the completing thread, which
/// takes the waker out and wakes it; if clear, the slot stays with the handle. So neither ever reads the slot
/// before it owns it (rule JOIN-3).
inline constexpr std::size_t AWAITER = 1 << 5;

/// One reference. The bits from here upwards count the wakers, the handle, and the entry in the list of an
/// executor that owns its tasks. The Runnable is not counted: SCHEDULED stands for it.
///
/// The cell is freed by who takes the count to zero while SCHEDULED is clear and COMPLETED is set, or by the
/// step to COMPLETED when the count is zero already. If the count becomes zero on an idle task, then nobody
/// can ever wake it: it is closed and scheduled once more, so that the executor destroys the future (rule
/// EXEC-13).
inline constexpr std::size_t REFERENCE = 1 << 6;

/// Selects the count from the word.
inline constexpr std::size_t REFERENCES = ~(REFERENCE - 1);

}  // namespace wakelaw::detail
