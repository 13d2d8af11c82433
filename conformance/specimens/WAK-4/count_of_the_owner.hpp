// SPDX-License-Identifier: MIT
// WAK-4. B-48, pcwalton/cxx-async a0b14ef: the count of the wakers and that of the owner are one number.
// A drop takes the last reference for the owner's as long as there is an owner, and leaves it.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct CountOfTheOwner : Core {
    static constexpr auto name = "count-of-the-owner";
    void drop(Task& task) override {
        if (!is_owned(task)) {
            release(task);
        }
    }
    bool is_owned(Task& task) {
        const std::lock_guard lock(mutex);
        return unfinished.contains(&task);
    }
};

}  // namespace wakelaw::specimens
