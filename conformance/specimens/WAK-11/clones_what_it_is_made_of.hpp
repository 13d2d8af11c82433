// SPDX-License-Identifier: MIT
// WAK-11. The minimal mutant of WAK-11.b: "from_raw makes a copy of its own and lets go of what it was
// given".
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class ClonesWhatItIsMadeOfWaker : public PlainWaker<ClonesWhatItIsMadeOfWaker> {
public:
    WAKELAW_PLAIN_WAKER(ClonesWhatItIsMadeOfWaker)
    static ClonesWhatItIsMadeOfWaker from_raw(RawWaker raw) {
        const ClonesWhatItIsMadeOfWaker given(raw);
        return given.clone();
    }
};
struct ClonesWhatItIsMadeOf : PlainVocabulary<ClonesWhatItIsMadeOfWaker> {
    static constexpr auto name = "clones-what-it-is-made-of";
};

}  // namespace wakelaw::specimens
