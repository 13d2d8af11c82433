// SPDX-License-Identifier: MIT
// EXEC-21. B-27, futures-rs #2593.
// run_until_stalled returns at the first poll that returns Pending, although tasks are queued.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct StopsAtPending : Core {
    static constexpr auto name = "stops-at-pending";
    void drive() override {
        while (Reference task = next()) {
            if (!run(std::move(task))) {
                return;
            }
        }
    }
};

}  // namespace wakelaw::specimens
