// SPDX-License-Identifier: MIT
// EXEC-20. B-39, RUSTSEC-2021-0072: what is left of a task is destroyed by whoever lets go of it.
// A finished future stays in its block, and goes with the last waker, on that thread.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct DestroyedByTheLastDrop : Core {
    static constexpr auto name = "destroyed-by-the-last-drop";
    static constexpr auto capabilities = Core::capabilities.with(Capability::thread_bound_tasks);
    void discard(Task&) override {}
};

}  // namespace wakelaw::specimens
