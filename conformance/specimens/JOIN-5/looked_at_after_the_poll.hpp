// SPDX-License-Identifier: MIT
// JOIN-5. The flag of a cancelled task is looked at when a poll has returned, and not before one begins.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct LookedAtAfterThePoll : JoinCore {
    static constexpr auto name = "looked-at-after-the-poll";
    // NOLINTNEXTLINE(bugprone-parent-virtual-call): what the other class adds is what is missing here
    bool begin_poll(Task& task) override { return Core::begin_poll(task); }
};

}  // namespace wakelaw::specimens
