// SPDX-License-Identifier: MIT
// WAK-11. The minimal mutant "data() returns a heap box address".
// data() gives the place where the words are kept.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class BoxedWordsWaker : public PlainWaker<BoxedWordsWaker> {
public:
    WAKELAW_PLAIN_WAKER(BoxedWordsWaker)
    [[nodiscard]] const void* data() const { return &words_; }
};
struct BoxedWords : PlainVocabulary<BoxedWordsWaker> {
    static constexpr auto name = "boxed-words";
};

}  // namespace wakelaw::specimens
