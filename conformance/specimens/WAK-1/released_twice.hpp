// SPDX-License-Identifier: MIT
// WAK-1. The minimal mutant "wake forgets to empty the source, so that the destructor drops it again".
// A wake by value releases two references.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ReleasedTwice : Core {
    static constexpr auto name = "released-twice";
    void wake(Task& task) override {
        const Reference held(&task);
        const Reference again(&task);
        schedule(task);
    }
};

}  // namespace wakelaw::specimens
