// SPDX-License-Identifier: MIT
// VT-1. The minimal mutant "passes &waker instead of data".
// The vtable gets the address of the waker.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class PassesItselfWaker : public PlainWaker<PassesItselfWaker> {
public:
    WAKELAW_PLAIN_WAKER(PassesItselfWaker)
    void wake_by_ref() const { words_.vtable->wake_by_ref(this); }
};
struct PassesItself : PlainVocabulary<PassesItselfWaker> {
    static constexpr auto name = "passes-itself";
};

}  // namespace wakelaw::specimens
