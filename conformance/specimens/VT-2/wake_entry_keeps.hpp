// SPDX-License-Identifier: MIT
// VT-2. The minimal mutant "vtable.wake does not release".
// The entry wake only wakes. The class never calls it: it wakes by reference and drops.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class ByRefThenDropWaker : public PlainWaker<ByRefThenDropWaker> {
public:
    WAKELAW_PLAIN_WAKER(ByRefThenDropWaker)
    void wake() && {
        const ByRefThenDropWaker taken(std::move(*this));
        taken.wake_by_ref();
    }
};
struct WakeEntryKeepsTable : CountedTable<WakeEntryKeepsTable> {
    static void wake(const void* data) { wake_by_ref(data); }
};
struct WakeEntryKeeps : PlainVocabulary<ByRefThenDropWaker, WakeEntryKeepsTable> {
    static constexpr auto name = "wake-entry-keeps";
};

}  // namespace wakelaw::specimens
