// SPDX-License-Identifier: MIT
// Conforms: promptly means before the executor comes to rest (EXEC-15). Finished futures are destroyed
// together, at the end of the driving call.
#pragma once

#include <deque>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LateDestruction : Core {
    static constexpr auto name = "oddity-late-destruction";
    void drive() override {
        Core::drive();
        for (const Reference& task : ended) {
            Core::discard(*task);
        }
        ended.clear();
    }
    void discard(Task& task) override {
        retain(task);
        ended.emplace_back(&task);
    }
    std::deque<Reference> ended;
};

}  // namespace wakelaw::specimens
