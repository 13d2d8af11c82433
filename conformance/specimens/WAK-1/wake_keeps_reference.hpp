// SPDX-License-Identifier: MIT
// WAK-1. The vtable's wake forwards to wake_by_ref and does not release.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct WakeKeepsReference : Core {
    static constexpr auto name = "wake-keeps-reference";
    void wake(Task& task) override { wake_by_ref(task); }
};

}  // namespace wakelaw::specimens
