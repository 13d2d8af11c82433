// SPDX-License-Identifier: MIT
// WAK-9. The minimal mutant "move without nulling".
// The move constructor leaves the words in its source.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class MoveCopiesWordsWaker : public PlainWaker<MoveCopiesWordsWaker> {
public:
    explicit MoveCopiesWordsWaker(RawWaker raw) : PlainWaker(raw) {}
    MoveCopiesWordsWaker(MoveCopiesWordsWaker&& other) noexcept : PlainWaker(other.words_) {}
    MoveCopiesWordsWaker& operator=(MoveCopiesWordsWaker&&) noexcept = default;
    ~MoveCopiesWordsWaker() = default;
    friend class PlainWaker<MoveCopiesWordsWaker>;
};
struct MoveCopiesWords : PlainVocabulary<MoveCopiesWordsWaker> {
    static constexpr auto name = "move-copies-words";
};

}  // namespace wakelaw::specimens
