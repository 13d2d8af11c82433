// SPDX-License-Identifier: MIT
// ARC-3. What ARC-3.a names.
// wake by value calls the function and then the one that it stands for by default.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct WakesTwiceTable : CountedTable<WakesTwiceTable> {
    static void wake(const void* data) {
        wake_by_ref(data);
        CountedTable::wake(data);
    }
};
struct WakesTwice : PlainVocabulary<SoundWaker, WakesTwiceTable> {
    static constexpr auto name = "wakes-twice";
};

}  // namespace wakelaw::specimens
