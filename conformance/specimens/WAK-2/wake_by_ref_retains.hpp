// SPDX-License-Identifier: MIT
// WAK-2. wake_by_ref is made of clone and wake, and the clone is forgotten.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct WakeByRefRetains : Core {
    static constexpr auto name = "wake-by-ref-retains";
    void wake_by_ref(Task& task) override {
        retain(task);
        schedule(task);
    }
};

}  // namespace wakelaw::specimens
