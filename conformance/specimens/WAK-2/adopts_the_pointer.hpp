// SPDX-License-Identifier: MIT
// WAK-2. glommio #379; B-02, futures-rs #1797.
// wake_by_ref makes an owner of the caller's pointer and lets it die.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct AdoptsThePointer : Core {
    static constexpr auto name = "adopts-the-pointer";
    void wake_by_ref(Task& task) override {
        const Reference adopted(&task);
        schedule(*adopted);
    }
};

}  // namespace wakelaw::specimens
