// SPDX-License-Identifier: MIT
// WAK-3. The minimal mutant "clone without refcount increment".
// clone copies the raw pair and takes no reference.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct CloneWithoutReference : Core {
    static constexpr auto name = "clone-without-reference";
    RawWaker clone(Task& task) override { return raw(task); }
};

}  // namespace wakelaw::specimens
