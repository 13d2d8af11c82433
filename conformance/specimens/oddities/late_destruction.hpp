// SPDX-License-Identifier: MIT
// Conforms: promptly means before the executor comes to rest (EXEC-15). Finished futures are destroyed
// together, at the end of the driving call.
#pragma once

#include <deque>
#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LateDestruction : Core {
    static constexpr auto name = "oddity-late-destruction";
    void drive() override {
        while (true) {
            Core::drive();
            const std::deque<Reference> batch = std::exchange(ended, {});
            if (batch.empty()) {
                return;
            }
            for (const Reference& task : batch) {
                Core::discard(*task);  // which may wake and spawn
            }
        }
    }
    void discard(Task& task) override {
        retain(task);
        ended.emplace_back(&task);
    }
    std::deque<Reference> ended;
};

}  // namespace wakelaw::specimens
