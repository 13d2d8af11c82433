// SPDX-License-Identifier: MIT
// WAK-4. B-08, dfinity/cdk-rs #357.
// The vtable's drop is an empty function.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct EmptyDrop : Core {
    static constexpr auto name = "empty-drop";
    void drop(Task&) override {}
};

}  // namespace wakelaw::specimens
