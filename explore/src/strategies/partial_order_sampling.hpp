// SPDX-License-Identifier: MIT
#pragma once

#include "strategies/sampling.hpp"

namespace wakelaw::explore::strategies {

/// POS (Yuan, Yang, Gu, CAV 2018): each pending operation has a random priority; when one runs, those that
/// race with it draw anew. Schedules that differ in the order of conflicting operations come out more evenly
/// than from a random walk.
class PartialOrderSampling final : public Sampling {
public:
    using Sampling::Sampling;

    void yielded(const Thread& thread) override;
    [[nodiscard]] Strategy strategy() const override { return Strategy::pos; }

private:
    void draw() override { operations_.fill(not_drawn); }
    unsigned prefer(const Candidates& candidates) override;
    void draw_missing(const Candidates& candidates);

    static constexpr std::uint32_t not_drawn = UINT32_MAX;
    std::array<std::uint64_t, runtime::most_threads> priorities_{};
    /// The thread's operation that the priority is for.
    std::array<std::uint32_t, runtime::most_threads> operations_{};
};

}  // namespace wakelaw::explore::strategies
