// SPDX-License-Identifier: MIT
// VT-2. What VT-2.a names: the clone of the table adds one reference too many. The class goes around its own
// table, so that only others meet it.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct CloneEntryTable : CountedTable<CloneEntryTable> {
    static RawWaker clone(const void* data) {
        CountedTask::of(data).retain();
        return CountedTable::clone(data);
    }
};
class AroundItsCloneWaker : public PlainWaker<AroundItsCloneWaker> {
public:
    WAKELAW_PLAIN_WAKER(AroundItsCloneWaker)
    [[nodiscard]] AroundItsCloneWaker clone() const {
        if (words_.vtable != CloneEntryTable::words(nullptr).vtable) {
            return AroundItsCloneWaker(words_.vtable->clone(words_.data));
        }
        CountedTask::of(words_.data).retain();
        return AroundItsCloneWaker(words_);
    }
};
struct CloneEntryRetainsTwice : PlainVocabulary<AroundItsCloneWaker, CloneEntryTable> {
    static constexpr auto name = "clone-entry-retains-twice";
};

}  // namespace wakelaw::specimens
