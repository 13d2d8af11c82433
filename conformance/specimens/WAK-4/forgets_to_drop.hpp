// SPDX-License-Identifier: MIT
// WAK-4. B-08, dfinity/cdk-rs #357.
// Nothing is released at the end.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class ForgetsToDropWaker : public PlainWaker<ForgetsToDropWaker> {
public:
    WAKELAW_PLAIN_WAKER(ForgetsToDropWaker)
    static void release(RawWaker) {}
};
struct ForgetsToDrop : PlainVocabulary<ForgetsToDropWaker> {
    static constexpr auto name = "forgets-to-drop";
};

}  // namespace wakelaw::specimens
