// SPDX-License-Identifier: MIT
// JOIN-3. The end by an exception has a path of its own, and it forgets who waits.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct ThrownInSilence : JoinCore {
    static constexpr auto name = "thrown-in-silence";
    void complete(JoinedTask& task) override {
        if (task.ending != JoinStatus::threw) {
            JoinCore::complete(task);
            return;
        }
        std::optional<Waker> forgotten;
        const std::lock_guard lock(mutex);
        task.outcome = task.ending;
        forgotten.swap(task.awaiter);
    }
};

}  // namespace wakelaw::specimens
