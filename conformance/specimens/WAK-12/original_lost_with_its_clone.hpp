// SPDX-License-Identifier: MIT
// WAK-12. What WAK-12.c names: a clone that fails takes the original along.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class OriginalLostWithItsCloneWaker : public PlainWaker<OriginalLostWithItsCloneWaker> {
public:
    WAKELAW_PLAIN_WAKER(OriginalLostWithItsCloneWaker)
    [[nodiscard]] OriginalLostWithItsCloneWaker clone() const {
        try {
            return OriginalLostWithItsCloneWaker(words_.vtable->clone(words_.data));
        } catch (...) {
            release(words_);
            throw;
        }
    }
};
struct OriginalLostWithItsClone : PlainVocabulary<OriginalLostWithItsCloneWaker> {
    static constexpr auto name = "original-lost-with-its-clone";
};

}  // namespace wakelaw::specimens
