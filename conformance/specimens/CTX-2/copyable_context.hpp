// SPDX-License-Identifier: MIT
// CTX-2. The minimal mutant "Copyable Context".
// The context is a struct of one pointer with defaulted copies.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class ContextThatCopies {
public:
    explicit ContextThatCopies(const SoundWaker& waker) : waker_(&waker) {}
    [[nodiscard]] const SoundWaker& waker() const { return *waker_; }

private:
    const SoundWaker* waker_;
};
struct CopyableContext : PlainVocabulary<SoundWaker, SoundTable, PlainPoll, ContextThatCopies> {
    static constexpr auto name = "copyable-context";
};

}  // namespace wakelaw::specimens
