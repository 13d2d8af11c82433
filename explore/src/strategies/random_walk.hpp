// SPDX-License-Identifier: MIT
#pragma once

#include "strategies/sampling.hpp"

namespace wakelaw::explore::strategies {

/// Each thread that can run is equally likely, at each point.
class RandomWalk final : public Sampling {
public:
    using Sampling::Sampling;
    [[nodiscard]] Strategy strategy() const override { return Strategy::random; }

private:
    unsigned prefer(const Candidates& candidates) override {
        return random_.below(static_cast<std::uint32_t>(candidates.threads.size()));
    }
};

}  // namespace wakelaw::explore::strategies
