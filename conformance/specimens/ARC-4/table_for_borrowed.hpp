// SPDX-License-Identifier: MIT
// ARC-4. B-06, futures-rs #2864.
// A borrowed waker has a vtable of its own, and is not recognised.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct BorrowedTable : CountedTable<BorrowedTable> {
    static RawWaker clone(const void* data) { return SoundTable::clone(data); }
    static void wake(const void* data) { wake_by_ref(data); }
    static void drop(const void*) {}
};

struct TableForBorrowed : PlainVocabulary<> {
    static constexpr auto name = "table-for-borrowed";
    static SoundWaker to_borrowed(const counted& pointer) {
        return SoundWaker::from_raw(BorrowedTable::words(&pointer.task()));
    }
};

}  // namespace wakelaw::specimens
