// SPDX-License-Identifier: MIT
// EXEC-21. "A loop bound taken from the length of the queue at the beginning."
// run_until_stalled polls as many tasks as were queued when it began, and not those queued meanwhile.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct BoundFromLength : Core {
    static constexpr auto name = "bound-from-length";
    void drive() override {
        for (std::size_t left = length(); left > 0; --left) {
            run(next());
        }
    }
    std::size_t length() {
        const std::lock_guard lock(mutex);
        return queue.size();
    }
};

}  // namespace wakelaw::specimens
