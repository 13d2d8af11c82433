// SPDX-License-Identifier: MIT
// WAK-1. The minimal mutant "wake by value wakes by reference and forgets what it held".
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class WakesAndForgetsWaker : public PlainWaker<WakesAndForgetsWaker> {
public:
    WAKELAW_PLAIN_WAKER(WakesAndForgetsWaker)
    void wake() && {
        const RawWaker forgotten = std::exchange(words_, Nobody::words());
        forgotten.vtable->wake_by_ref(forgotten.data);
    }
};
struct WakesAndForgets : PlainVocabulary<WakesAndForgetsWaker> {
    static constexpr auto name = "wakes-and-forgets";
};

}  // namespace wakelaw::specimens
