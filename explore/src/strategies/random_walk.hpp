// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "strategies/sampling.hpp"

namespace wakelaw::explore::strategies {

/// Each thread that can run is equally likely: in every second schedule at each point, in the others at one
/// point in 4, or in 16, and between those the running thread goes on. What needs one thread to stop and
/// another to go on for long is hardly met where each step is drawn.
class RandomWalk final : public Sampling {
public:
    using Sampling::Sampling;
    [[nodiscard]] Strategy strategy() const override { return Strategy::random; }

private:
    void draw() override {
        constexpr std::array<std::uint32_t, 4> strides{1, 4, 1, 16};
        stride_ = strides[index() % strides.size()];
    }
    unsigned prefer(const Candidates& candidates) override {
        if (stride_ > 1 && candidates.current_first && random_.below(stride_) != 0) {
            return 0;
        }
        return random_.below(static_cast<std::uint32_t>(candidates.threads.size()));
    }

    std::uint32_t stride_ = 1;  ///< points from one draw to the next, on average
};

}  // namespace wakelaw::explore::strategies
