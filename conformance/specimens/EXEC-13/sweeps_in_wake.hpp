// SPDX-License-Identifier: MIT
// EXEC-13. The minimal mutant "garbage is collected by whoever wakes next".
// Finished futures are put aside, and the next wake, if it comes first, destroys them on the stack of its
// caller. No preemption needed.
#pragma once

#include <utility>
#include <vector>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct SweepsInWake : Core {
    static constexpr auto name = "sweeps-in-wake";
    void schedule(Task& task) override {
        Core::schedule(task);
        sweep();
    }
    void discard(Task& task) override {
        retain(task);
        const std::lock_guard lock(mutex);
        swept.emplace_back(&task);
    }
    void drive() override {
        do {
            Core::drive();
        } while (sweep());
    }
    void drain() override {
        Core::drain();
        sweep();
    }
    /// \return whether there was anything.
    bool sweep() {
        std::vector<Reference> taken;
        {
            const std::lock_guard lock(mutex);
            taken.swap(swept);
        }
        for (const Reference& task : taken) {
            Core::discard(*task);
        }
        return !taken.empty();
    }
    std::vector<Reference> swept;
};

}  // namespace wakelaw::specimens
