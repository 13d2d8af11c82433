// SPDX-License-Identifier: MIT
// Conforms: no order of destruction is promised. What has finished in one driving call is destroyed at its
// end, the last one first.
#pragma once

#include <vector>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ReversedDestruction : Core {
    static constexpr auto name = "oddity-reversed-destruction";
    void drive() override {
        Core::drive();
        while (!ended.empty()) {
            const Reference task = std::move(ended.back());
            ended.pop_back();
            Core::discard(*task);
        }
    }
    void discard(Task& task) override {
        retain(task);
        ended.emplace_back(&task);
    }
    std::vector<Reference> ended;
};

}  // namespace wakelaw::specimens
