// SPDX-License-Identifier: MIT
#pragma once

#include "strategies/sampling.hpp"

namespace wakelaw::explore::strategies {

/// PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010): random priorities, and `depth` - 1 random
/// steps at which the running thread's priority falls below all others. Finds a bug of that depth with a
/// known probability.
class ProbabilisticConcurrencyTesting final : public Sampling {
public:
    ProbabilisticConcurrencyTesting(std::uint64_t seed, unsigned depth)
        : Sampling(seed), change_points_(depth - 1) {}

    void yielded(const Thread& thread) override;
    [[nodiscard]] Strategy strategy() const override { return Strategy::pct; }

private:
    void draw() override;
    unsigned prefer(const Candidates& candidates) override;
    void pass_change_points(const Candidates& candidates);
    std::int64_t priority_of(const Thread& thread);

    std::vector<std::uint32_t> change_points_;  ///< steps; `passed` when behind
    std::array<std::int64_t, runtime::most_threads> priorities_{};
    std::uint64_t has_priority_ = 0;  ///< a bit for each thread
    std::int64_t lowest_ = 0;  ///< priorities from here downwards are for those that yield
};

}  // namespace wakelaw::explore::strategies
