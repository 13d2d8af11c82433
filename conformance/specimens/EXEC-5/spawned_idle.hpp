// SPDX-License-Identifier: MIT
// EXEC-5. The minimal mutant "spawned task put in the idle list".
// spawn adds the task to the tasks that sleep, and waits for somebody to wake it.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct SpawnedIdle : Core {
    static constexpr auto name = "spawned-idle";
    void spawn(Future future) override { own(std::move(future)); }
};

}  // namespace wakelaw::specimens
