// SPDX-License-Identifier: MIT
// CTX-1. The minimal mutant "Context clones in its constructor".
// The context keeps a waker of its own.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class OwningContext {
public:
    explicit OwningContext(const SoundWaker& waker) : waker_(waker.clone()) {}
    OwningContext(const OwningContext&) = delete;
    OwningContext& operator=(const OwningContext&) = delete;
    [[nodiscard]] const SoundWaker& waker() const { return waker_; }

private:
    SoundWaker waker_;
};
struct ContextOwns : PlainVocabulary<SoundWaker, SoundTable, PlainPoll, OwningContext> {
    static constexpr auto name = "context-owns";
};

}  // namespace wakelaw::specimens
