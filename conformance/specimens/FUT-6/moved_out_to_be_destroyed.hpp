// SPDX-License-Identifier: MIT
// FUT-6. B-41, futures-rs FuturesUnordered: take() moved a pinned future out of its place to drop it.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct MovedOutToBeDestroyed : Core {
    static constexpr auto name = "moved-out-to-be-destroyed";
    void discard(Task& task) override {
        const std::optional<Future> taken = std::exchange(task.future, std::nullopt);
    }
};

}  // namespace wakelaw::specimens
