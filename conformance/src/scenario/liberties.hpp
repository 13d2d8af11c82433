// SPDX-License-Identifier: MIT
/// \file
/// What C++ and POSIX allow a machine and this one hardly ever does. Under control each is a choice.
#pragma once

#include <cstdint>

namespace wakelaw::conformance::scenario {

struct Liberties {
    static constexpr std::uint8_t most_spurious = 8;

    bool weak_memory = false;  ///< loads may return stale values
    /// So many times in a schedule a compare_exchange_weak may fail, and a wait on a condition variable or on
    /// a futex return, without a cause; at most `most_spurious`.
    std::uint8_t spurious = 0;

    [[nodiscard]] bool any() const { return weak_memory || spurious != 0; }
    friend bool operator==(const Liberties&, const Liberties&) = default;
};

}  // namespace wakelaw::conformance::scenario
