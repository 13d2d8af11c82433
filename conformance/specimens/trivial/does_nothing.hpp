// SPDX-License-Identifier: MIT
// EXEC-5. Trivial: an executor that does nothing.
// The future is destroyed as soon as it is spawned.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct DoesNothing : Core {
    static constexpr auto name = "does-nothing";
    void spawn(Future) override {}
    void drive() override {}
};

}  // namespace wakelaw::specimens
