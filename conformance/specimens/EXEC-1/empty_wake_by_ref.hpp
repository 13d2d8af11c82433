// SPDX-License-Identifier: MIT
// EXEC-1. B-08, dfinity/cdk-rs #357.
// The vtable's wake_by_ref is an empty function: a future that wakes by reference never runs again.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct EmptyWakeByRef : Core {
    static constexpr auto name = "empty-wake-by-ref";
    void wake_by_ref(Task&) override {}
};

}  // namespace wakelaw::specimens
