// SPDX-License-Identifier: MIT
// EXEC-22. Minimal mutant of EXEC-22.a: neither works nor fails.
// A driver holds a lock of the process while it drives, and a driver inside a poll waits for it.
// No preemption needed.
#pragma once

#include <mutex>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LockOfAllDrivers : Core {
    static constexpr auto name = "lock-of-all-drivers";
    static constexpr auto capabilities = Core::capabilities.with(Capability::nested_drivers);
    void drive() override {
        static std::mutex one_drives;
        const std::lock_guard lock(one_drives);
        Core::drive();
    }
};

}  // namespace wakelaw::specimens
