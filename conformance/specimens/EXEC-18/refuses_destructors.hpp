// SPDX-License-Identifier: MIT
// EXEC-18. The minimal mutant "spawn asserts that no task is being destroyed".
// A spawn by a destructor is refused, although the executor goes on.
// No preemption needed.
#pragma once

#include <stdexcept>
#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RefusesDestructors : Core {
    static constexpr auto name = "refuses-destructors";
    void spawn(Future future) override {
        if (destroying) {
            throw std::logic_error("a task is being destroyed");
        }
        Core::spawn(std::move(future));
    }
    void discard(Task& task) override {
        destroying = true;
        Core::discard(task);
        destroying = false;
    }
    bool destroying = false;  ///< touched on the driving thread only: it is a stepping executor
};

}  // namespace wakelaw::specimens
