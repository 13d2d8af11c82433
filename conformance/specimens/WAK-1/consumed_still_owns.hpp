// SPDX-License-Identifier: MIT
// WAK-1. The minimal mutant "wake() forgets to null the source".
// wake by value leaves the words in place, and the destructor drops them again.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class ConsumedStillOwnsWaker : public PlainWaker<ConsumedStillOwnsWaker> {
public:
    WAKELAW_PLAIN_WAKER(ConsumedStillOwnsWaker)
    void wake() && { words_.vtable->wake(words_.data); }
};
struct ConsumedStillOwns : PlainVocabulary<ConsumedStillOwnsWaker> {
    static constexpr auto name = "consumed-still-owns";
};

}  // namespace wakelaw::specimens
