// SPDX-License-Identifier: MIT
// ARC-5. B-02, futures-rs #1797.
// wake_by_ref makes an owner for the time of the call, and an exception destroys it.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct AdoptsForTheCallTable : CountedTable<AdoptsForTheCallTable> {
    static void wake_by_ref(const void* data) {
        CountedPointer adopted(&CountedTask::of(data));
        adopted.task().hook.woken();
        (void)std::move(adopted).give_away();
    }
};
struct AdoptsForTheCall : PlainVocabulary<SoundWaker, AdoptsForTheCallTable> {
    static constexpr auto name = "adopts-for-the-call";
};

}  // namespace wakelaw::specimens
