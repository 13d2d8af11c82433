// SPDX-License-Identifier: MIT
// ARC-3. What ARC-3.b names.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct WakesTwiceByReferenceTable : CountedTable<WakesTwiceByReferenceTable> {
    static void wake_by_ref(const void* data) {
        CountedTable::wake_by_ref(data);
        CountedTable::wake_by_ref(data);
    }
};
struct WakesTwiceByReference : PlainVocabulary<SoundWaker, WakesTwiceByReferenceTable> {
    static constexpr auto name = "wakes-twice-by-reference";
};

}  // namespace wakelaw::specimens
