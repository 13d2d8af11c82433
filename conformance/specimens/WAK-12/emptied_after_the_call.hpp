// SPDX-License-Identifier: MIT
// WAK-12. What WAK-12.b names.
// wake empties the waker after the call: an exception gets there first, and the destructor releases once
// more. No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class EmptiedAfterTheCallWaker : public PlainWaker<EmptiedAfterTheCallWaker> {
public:
    WAKELAW_PLAIN_WAKER(EmptiedAfterTheCallWaker)
    void wake() && {
        words_.vtable->wake(words_.data);
        words_ = Nobody::words();
    }
};
struct EmptiedAfterTheCall : PlainVocabulary<EmptiedAfterTheCallWaker> {
    static constexpr auto name = "emptied-after-the-call";
};

}  // namespace wakelaw::specimens
