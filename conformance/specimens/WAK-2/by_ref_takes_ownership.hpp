// SPDX-License-Identifier: MIT
// WAK-2. glommio #379.
// wake_by_ref calls the entry that releases.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class ByRefTakesOwnershipWaker : public PlainWaker<ByRefTakesOwnershipWaker> {
public:
    WAKELAW_PLAIN_WAKER(ByRefTakesOwnershipWaker)
    void wake_by_ref() const { words_.vtable->wake(words_.data); }
};
struct ByRefTakesOwnership : PlainVocabulary<ByRefTakesOwnershipWaker> {
    static constexpr auto name = "by-ref-takes-ownership";
};

}  // namespace wakelaw::specimens
