// SPDX-License-Identifier: MIT
//
// How a planted race says that it was hit. The same program runs under the explorer, natively and under other
// tools; what `violated` does is decided by which of verdict_controlled.cpp and verdict_native.cpp is linked.
#pragma once

#include <string_view>

namespace wakelaw::explore::races {

/// Each program exists twice: with its defect, and mended.
enum class Version { broken, correct };

/// Ends the run: the program has seen the effect of its defect.
[[noreturn]] void violated(std::string_view what);

inline void require(bool condition, std::string_view what) {
    if (!condition) {
        violated(what);
    }
}

}  // namespace wakelaw::explore::races
