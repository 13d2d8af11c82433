// SPDX-License-Identifier: MIT
// EXEC-18. B-37, tokio #2062, #2074, #2082.
// What is left at the end is destroyed with the queue locked: a destructor that wakes waits for itself.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct DrainsUnderLock : Core {
    static constexpr auto name = "drains-under-lock";
    static constexpr auto capabilities = owning_capabilities;
    void drain() override {
        {
            const std::lock_guard lock(mutex);
            for (const auto& [task, owned] : unfinished) {
                discard(*task);
            }
        }
        Core::drain();
    }
};

}  // namespace wakelaw::specimens
