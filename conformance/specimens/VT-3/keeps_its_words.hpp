// SPDX-License-Identifier: MIT
// VT-3. unicycle #15.
// clone calls the vtable and keeps its own words instead of those that it gets.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class KeepsItsWordsWaker : public PlainWaker<KeepsItsWordsWaker> {
public:
    WAKELAW_PLAIN_WAKER(KeepsItsWordsWaker)
    [[nodiscard]] KeepsItsWordsWaker clone() const {
        (void)words_.vtable->clone(words_.data);
        return KeepsItsWordsWaker(words_);
    }
};
struct KeepsItsWords : PlainVocabulary<KeepsItsWordsWaker> {
    static constexpr auto name = "keeps-its-words";
};

}  // namespace wakelaw::specimens
