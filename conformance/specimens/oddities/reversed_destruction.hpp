// SPDX-License-Identifier: MIT
// Conforms: no order of destruction is promised. What has finished in one driving call is destroyed at its
// end, the last one first.
#pragma once

#include <utility>
#include <vector>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ReversedDestruction : Core {
    static constexpr auto name = "oddity-reversed-destruction";
    void drive() override {
        while (true) {
            Core::drive();
            std::vector<Reference> batch = std::exchange(ended, {});
            if (batch.empty()) {
                return;
            }
            for (; !batch.empty(); batch.pop_back()) {
                Core::discard(*batch.back());  // which may wake and spawn
            }
        }
    }
    void discard(Task& task) override {
        retain(task);
        ended.emplace_back(&task);
    }
    std::vector<Reference> ended;
};

}  // namespace wakelaw::specimens
