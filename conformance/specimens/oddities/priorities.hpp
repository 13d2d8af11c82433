// SPDX-License-Identifier: MIT
// Conforms: no fairness is promised (NG-1). Tasks have priorities by their place in memory; the highest is
// polled next, however long another one waits.
#pragma once

#include <algorithm>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct Priorities : Core {
    static constexpr auto name = "oddity-priorities";
    static std::size_t priority(const Reference& task) {
        return reinterpret_cast<std::uintptr_t>(task.get()) / 64 % 7;
    }
    Reference take() override {
        const auto highest = std::max_element(
            queue.begin(), queue.end(),
            [](const Reference& left, const Reference& right) { return priority(left) < priority(right); });
        Reference task = std::move(*highest);
        queue.erase(highest);
        return task;
    }
};

}  // namespace wakelaw::specimens
