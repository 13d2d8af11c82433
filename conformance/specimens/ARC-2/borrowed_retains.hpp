// SPDX-License-Identifier: MIT
// ARC-2. What ARC-2.a names.
// The borrowed waker is an owning one.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct BorrowedRetains : PlainVocabulary<> {
    static constexpr auto name = "borrowed-retains";
    static SoundWaker to_borrowed(const counted& pointer) { return to_waker(pointer.clone()); }
};

}  // namespace wakelaw::specimens
