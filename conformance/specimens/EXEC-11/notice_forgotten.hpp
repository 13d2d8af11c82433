// SPDX-License-Identifier: MIT
// EXEC-11. B-30, lalinsky/zio #610, the form that needs no preemption.
// A wake queues the task and tells nobody; only a spawn ends the sleep.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct NoticeForgotten : Core {
    static constexpr auto name = "notice-forgotten";
    void notify() override {}
};

}  // namespace wakelaw::specimens
