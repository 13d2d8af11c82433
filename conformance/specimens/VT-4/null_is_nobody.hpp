// SPDX-License-Identifier: MIT
// VT-4. What VT-4.b names.
// Null data is taken for "no waker", and nothing is released.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class NullIsNobodyWaker : public PlainWaker<NullIsNobodyWaker> {
public:
    WAKELAW_PLAIN_WAKER(NullIsNobodyWaker)
    static void release(RawWaker words) {
        if (words.data != nullptr) {
            words.vtable->drop(words.data);
        }
    }
};
struct NullIsNobody : PlainVocabulary<NullIsNobodyWaker> {
    static constexpr auto name = "null-is-nobody";
};

}  // namespace wakelaw::specimens
