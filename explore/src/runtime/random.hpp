// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace wakelaw::explore::runtime {

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and any seed will do.
class Random {
public:
    explicit Random(std::uint64_t seed = 0) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t bits = state_;
        bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
        bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
        return bits ^ (bits >> 31U);
    }

    /// Below `bound`, which is not 0. Its bias is below bound / 2^32.
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(((next() >> 32U) * bound) >> 32U);
    }

private:
    std::uint64_t state_;
};

/// The seed of one schedule, so that it depends on no other schedule.
inline std::uint64_t seed_of_schedule(std::uint64_t seed, std::uint64_t schedule) {
    Random random(seed * 0x2545f4914f6cdd1dU + schedule);
    return random.next();
}

}  // namespace wakelaw::explore::runtime
