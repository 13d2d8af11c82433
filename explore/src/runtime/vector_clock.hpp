// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace wakelaw::explore::runtime {

/// Threads of one schedule, those left behind by earlier ones included.
inline constexpr unsigned most_threads = 64;

/// What of each thread happens before a point (Fidge 1988): its events up to an epoch.
struct VectorClock {
    /// The threads of the schedule so far; components beyond are 0 in every clock.
    static inline constinit unsigned width = 0;

    std::array<std::uint32_t, most_threads> epochs{};

    void join(const VectorClock& other) {
        for (unsigned thread = 0; thread < width; ++thread) {
            epochs[thread] = std::max(epochs[thread], other.epochs[thread]);
        }
    }
    /// \pre *this has been cleared since the schedule began.
    void assign(const VectorClock& other) { std::copy_n(other.epochs.begin(), width, epochs.begin()); }
    void clear() { epochs.fill(0); }

    [[nodiscard]] bool covers(unsigned thread, std::uint32_t epoch) const { return epoch <= epochs[thread]; }
};

}  // namespace wakelaw::explore::runtime
