// SPDX-License-Identifier: MIT
// ARC-1. What ARC-1.b names: the drop of a clone takes the reference of the next one along.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct DropReleasesTwiceTable : CountedTable<DropReleasesTwiceTable> {
    static void drop(const void* data) {
        CountedTask& task = CountedTask::of(data);
        if (task.references.load() > 1) {
            task.release();
        }
        task.release();
    }
};
struct DropReleasesTwice : PlainVocabulary<SoundWaker, DropReleasesTwiceTable> {
    static constexpr auto name = "drop-releases-twice";
};

}  // namespace wakelaw::specimens
