// SPDX-License-Identifier: MIT
// THR-3. Minimal mutant of THR-3.b.
// The count is decremented without an order: who frees the block may overtake who still writes to it.
// No preemption needed where ThreadSanitizer looks.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RelaxedRelease : Core {
    static constexpr auto name = "relaxed-release";
    void release(Task& task) override {
        if (task.references.fetch_sub(1, std::memory_order_relaxed) == 1) {
            destroy(task);
        }
    }
};

}  // namespace wakelaw::specimens
