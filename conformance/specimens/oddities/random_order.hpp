// SPDX-License-Identifier: MIT
// Conforms: no order is promised (EXEC-1.d, NG-1). Any queued task is polled next.
#pragma once

#include <random>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RandomOrder : Core {
    static constexpr auto name = "oddity-random-order";
    Reference take() override {
        std::swap(queue.front(), queue[dice() % queue.size()]);
        return Core::take();
    }
    std::minstd_rand dice;
};

}  // namespace wakelaw::specimens
