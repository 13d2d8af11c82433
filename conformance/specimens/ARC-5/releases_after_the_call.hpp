// SPDX-License-Identifier: MIT
// ARC-5. What ARC-5.b names: a wake that throws never comes to its release.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct ReleasesAfterTheCallTable : CountedTable<ReleasesAfterTheCallTable> {
    static void wake(const void* data) {
        CountedTask::of(data).hook.woken();
        CountedTask::of(data).release();
    }
};
struct ReleasesAfterTheCall : PlainVocabulary<SoundWaker, ReleasesAfterTheCallTable> {
    static constexpr auto name = "releases-after-the-call";
};

}  // namespace wakelaw::specimens
