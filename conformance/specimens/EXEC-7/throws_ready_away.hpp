// SPDX-License-Identifier: MIT
// EXEC-7. B-22, dial9 #679.
// A wrapper around the poll throws the first Ready away and polls once more.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ThrowsReadyAway : Core {
    static constexpr auto name = "throws-ready-away";
    bool poll(Task& task) override {
        const WakerRef waker(raw(task));
        try {
            return task.future->poll(*waker).is_ready() && task.future->poll(*waker).is_ready();
        } catch (...) {
            return true;
        }
    }
};

}  // namespace wakelaw::specimens
