// SPDX-License-Identifier: MIT
// EXEC-14. Trivial: an executor that never destroys a future.
// No preemption needed. A future that threw is not destroyed either: EXEC-19; one that keeps its waker:
// EXEC-15.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct NeverDrops : Core {
    static constexpr auto name = "never-drops";
    void discard(Task& task) override {
        retain(task);  // for ever
    }
};

}  // namespace wakelaw::specimens
