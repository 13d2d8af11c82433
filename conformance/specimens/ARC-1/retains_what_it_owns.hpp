// SPDX-License-Identifier: MIT
// ARC-1. What ARC-1.a names.
// The waker takes the reference over and adds one of its own.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct RetainsWhatItOwns : PlainVocabulary<> {
    static constexpr auto name = "retains-what-it-owns";
    static SoundWaker to_waker(counted pointer) {
        pointer.task().retain();
        return PlainVocabulary::to_waker(std::move(pointer));
    }
};

}  // namespace wakelaw::specimens
