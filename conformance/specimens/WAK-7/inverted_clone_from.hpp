// SPDX-License-Identifier: MIT
// WAK-7. tokio #4751, tokio #4497.
// The test for equality is the wrong way round.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class InvertedCloneFromWaker : public PlainWaker<InvertedCloneFromWaker> {
public:
    WAKELAW_PLAIN_WAKER(InvertedCloneFromWaker)
    void clone_from(const InvertedCloneFromWaker& source) {
        if (will_wake(source)) {
            *this = source.clone();
        }
    }
};
struct InvertedCloneFrom : PlainVocabulary<InvertedCloneFromWaker> {
    static constexpr auto name = "inverted-clone-from";
};

}  // namespace wakelaw::specimens
