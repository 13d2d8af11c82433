// SPDX-License-Identifier: MIT
//
// RawWaker and RawWakerVTable: the two words behind every Waker, and the four functions that give them
// meaning.
//
// An executor that wants full control implements these four functions. Everybody else uses Wake (wake.hpp),
// which writes the table for you. Source: std::task::RawWaker, std::task::RawWakerVTable.
#pragma once

#include <type_traits>

namespace wakelaw {

struct RawWakerVTable;

/// A data pointer and the table of functions that understand it.
///
/// A RawWaker owns nothing by itself: copying one copies two pointers. Ownership begins with Waker::from_raw
/// and ends with Waker::into_raw. Equality of both pointers means that both wake the same task (rule WAK-5).
struct RawWaker {
    /// What each function of the table receives, unchanged (rule VT-1). A null pointer is legal (rule VT-4).
    const void* data;
    /// Never null in a RawWaker that is given to Waker::from_raw. The table lives as long as the process
    /// (rule VT-4).
    const RawWakerVTable* vtable;

    friend constexpr bool operator==(const RawWaker&, const RawWaker&) noexcept = default;
};

/// The four operations of a waker.
///
/// Thread-safety: every function may be called from any thread, several at the same time, also from threads
/// that the executor does not know and from destructors of thread-local objects (rule WAK-8).
///
/// Memory ordering: what a thread did before wake or wake_by_ref happens before the poll that the call
/// guarantees (rule THR-1). What any thread did with the data happens before its release (rule THR-3).
///
/// Errors: clone and drop should not throw. drop is called from a destructor, so an exception that leaves it
/// ends the program. When wake throws, it must have released its instance; when wake_by_ref throws, it must
/// not have released anything (rule WAK-12).
struct RawWakerVTable {
    /// Retains: returns an additional waker for the same task. It may have another data pointer and another
    /// table (rule VT-3).
    RawWaker (*clone)(const void* data);
    /// Wakes the task and releases this instance (rule VT-2).
    void (*wake)(const void* data);
    /// Wakes the task and releases nothing (rules WAK-2 and VT-2).
    void (*wake_by_ref)(const void* data);
    /// Releases this instance without waking (rule VT-2).
    void (*drop)(const void* data);
};

// The layout is a contract: other languages build these structures through a C interface.
static_assert(std::is_standard_layout_v<RawWaker> && std::is_trivially_copyable_v<RawWaker>);
static_assert(std::is_standard_layout_v<RawWakerVTable> && std::is_trivially_copyable_v<RawWakerVTable>);
static_assert(sizeof(RawWaker) == 2 * sizeof(void*) && sizeof(RawWakerVTable) == 4 * sizeof(void*));

}  // namespace wakelaw
