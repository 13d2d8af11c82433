// SPDX-License-Identifier: MIT
// WAK-12. What WAK-12.a names; B-02, futures-rs #1797, told as a handler.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class ReleasesWhenItThrowsWaker : public PlainWaker<ReleasesWhenItThrowsWaker> {
public:
    WAKELAW_PLAIN_WAKER(ReleasesWhenItThrowsWaker)
    void wake_by_ref() const {
        try {
            words_.vtable->wake_by_ref(words_.data);
        } catch (...) {
            release(words_);
            throw;
        }
    }
};
struct ReleasesWhenItThrows : PlainVocabulary<ReleasesWhenItThrowsWaker> {
    static constexpr auto name = "releases-when-it-throws";
};

}  // namespace wakelaw::specimens
