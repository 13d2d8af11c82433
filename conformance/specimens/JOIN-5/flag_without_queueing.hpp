// SPDX-License-Identifier: MIT
// JOIN-5. Minimal mutant: cancel sets a flag, and nobody looks at it until the next wake.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct FlagWithoutQueueing : JoinCore {
    static constexpr auto name = "flag-without-queueing";
    void cancel(JoinedTask& task) override {
        const std::lock_guard lock(mutex);
        task.cancelled = !task.finished;
    }
};

}  // namespace wakelaw::specimens
