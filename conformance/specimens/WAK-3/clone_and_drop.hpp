// SPDX-License-Identifier: MIT
// WAK-3. B-01, rust-lang/rust #52629.
// clone copies the words out of a temporary waker, which drops them.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class CloneAndDropWaker : public PlainWaker<CloneAndDropWaker> {
public:
    WAKELAW_PLAIN_WAKER(CloneAndDropWaker)
    [[nodiscard]] CloneAndDropWaker clone() const {
        const CloneAndDropWaker temporary(words_.vtable->clone(words_.data));
        return CloneAndDropWaker(temporary.words_);
    }
};
struct CloneAndDrop : PlainVocabulary<CloneAndDropWaker> {
    static constexpr auto name = "clone-and-drop";
};

}  // namespace wakelaw::specimens
