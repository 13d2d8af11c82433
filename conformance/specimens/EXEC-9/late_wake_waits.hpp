// SPDX-License-Identifier: MIT
// EXEC-9. The minimal mutant "a late wake waits until the executor has taken note of it".
// The executor is gone, so nobody ever does. No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LateWakeWaits : Core {
    static constexpr auto name = "late-wake-waits";
    void schedule(Task& task) override {
        Core::schedule(task);
        std::unique_lock lock(mutex);
        ready.wait(lock, [&] { return !gone; });
    }
    void drain() override {
        Core::drain();
        const std::lock_guard lock(mutex);
        gone = true;
    }
    bool gone = false;
};

}  // namespace wakelaw::specimens
