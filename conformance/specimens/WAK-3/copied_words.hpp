// SPDX-License-Identifier: MIT
// WAK-3. B-09, TroyKomodo/pollcoro 7625950.
// clone copies the words and retains nothing.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class CopiedWordsWaker : public PlainWaker<CopiedWordsWaker> {
public:
    WAKELAW_PLAIN_WAKER(CopiedWordsWaker)
    [[nodiscard]] CopiedWordsWaker clone() const { return CopiedWordsWaker(words_); }
};
struct CopiedWords : PlainVocabulary<CopiedWordsWaker> {
    static constexpr auto name = "copied-words";
};

}  // namespace wakelaw::specimens
