// SPDX-License-Identifier: MIT
// THR-3. Minimal mutant of THR-3.b.
// The drop of a waker gives the reference back without an order, and frees the block if it was the last one.
// No preemption needed where ThreadSanitizer looks.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct UnorderedDrop : Core {
    static constexpr auto name = "unordered-drop";
    void drop(Task& task) override {
        if (task.references.fetch_sub(1, std::memory_order_relaxed) == 1) {
            destroy(task);
        }
    }
};

}  // namespace wakelaw::specimens
