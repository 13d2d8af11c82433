// SPDX-License-Identifier: MIT
// JOIN-3. B-53, as in event-listener 490c40d: the first waker is kept, and the later ones are not.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct FirstWakerKept : JoinCore {
    static constexpr auto name = "first-waker-kept";
    void keep(JoinedTask& task, std::optional<Waker>& waker) override {
        if (!task.awaiter) {
            JoinCore::keep(task, waker);
        }
    }
};

}  // namespace wakelaw::specimens
