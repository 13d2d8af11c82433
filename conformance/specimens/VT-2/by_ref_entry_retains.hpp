// SPDX-License-Identifier: MIT
// VT-2. What VT-2.c names: wake_by_ref of the table keeps a reference. The class goes around its own table,
// so that only others meet it.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct ByRefEntryTable : CountedTable<ByRefEntryTable> {
    static void wake_by_ref(const void* data) {
        CountedTask::of(data).retain();
        CountedTable::wake_by_ref(data);
    }
};
class AroundItsByRefWaker : public PlainWaker<AroundItsByRefWaker> {
public:
    WAKELAW_PLAIN_WAKER(AroundItsByRefWaker)
    void wake_by_ref() const {
        if (words_.vtable != ByRefEntryTable::words(nullptr).vtable) {
            words_.vtable->wake_by_ref(words_.data);
        } else {
            CountedTask::of(words_.data).hook.woken();
        }
    }
};
struct ByRefEntryRetains : PlainVocabulary<AroundItsByRefWaker, ByRefEntryTable> {
    static constexpr auto name = "by-ref-entry-retains";
};

}  // namespace wakelaw::specimens
