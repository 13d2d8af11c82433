// SPDX-License-Identifier: MIT
// JOIN-3. B-40, tokio #2096: the end of a task looks into the slot of the waker before it owns it. The value
// is not even used.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct SlotReadBeforeOwned : JoinCore {
    static constexpr auto name = "slot-read-before-owned";
    static constexpr unsigned polling_threads = 2;
    bool poll(Task& task) override {
        const bool ended = JoinCore::poll(task);
        somebody_waits = ended && of(task).awaiter.has_value();
        return ended;
    }
    std::atomic<bool> somebody_waits{false};
};

}  // namespace wakelaw::specimens
