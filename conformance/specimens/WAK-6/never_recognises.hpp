// SPDX-License-Identifier: MIT
// WAK-6. B-06, tokio #2045: will_wake of a waker class that is always false.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class UnrecognisedWaker : public PlainWaker<UnrecognisedWaker> {
public:
    WAKELAW_PLAIN_WAKER(UnrecognisedWaker)
    [[nodiscard]] bool will_wake(const UnrecognisedWaker&) const { return false; }
};

struct NeverRecognises : PlainVocabulary<UnrecognisedWaker> {
    static constexpr auto name = "never-recognises";
};

}  // namespace wakelaw::specimens
