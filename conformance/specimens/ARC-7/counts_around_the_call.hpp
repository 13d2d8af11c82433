// SPDX-License-Identifier: MIT
// ARC-7. What ARC-7.c names.
// A wake by value takes another reference for the author's function, in place of handing its own over.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct CountingTable : CountedTable<CountingTable> {
    static void wake(const void* data) {
        const CountedPointer held(&CountedTask::of(data));
        const CountedPointer handed_over = held.clone();
        handed_over.task().hook.woken();
    }
};

struct CountsAroundTheCall : PlainVocabulary<SoundWaker, CountingTable> {
    static constexpr auto name = "counts-around-the-call";
};

}  // namespace wakelaw::specimens
