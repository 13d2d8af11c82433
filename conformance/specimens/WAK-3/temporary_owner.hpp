// SPDX-License-Identifier: MIT
// WAK-3. B-01, rust-lang/rust #52629.
// clone copies the raw pair out of a temporary waker, whose destructor gives the reference back.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct TemporaryOwner : Core {
    static constexpr auto name = "temporary-owner";
    RawWaker clone(Task& task) override {
        const Waker temporary = Waker::from_raw(Core::clone(task));
        return {temporary.data(), temporary.vtable()};
    }
};

}  // namespace wakelaw::specimens
