// SPDX-License-Identifier: MIT
// EXEC-13. napi-rs #3489.
// A wake that finds the task idle runs it at once, on the stack of whoever woke.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RunsWhomItWakes : Core {
    static constexpr auto name = "runs-whom-it-wakes";
    void notify() override {
        if (Reference task = next()) {
            run(std::move(task));
        }
    }
};

}  // namespace wakelaw::specimens
