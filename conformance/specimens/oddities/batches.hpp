// SPDX-License-Identifier: MIT
// Conforms: no order and no delay is promised (EXEC-1.d). The whole queue is taken at once, and what is
// queued meanwhile waits for the next batch.
#pragma once

#include <deque>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct Batches : Core {
    static constexpr auto name = "oddity-batches";
    void drive() override {
        while (true) {
            std::deque<Reference> batch;
            while (Reference task = next()) {
                batch.push_back(std::move(task));
            }
            if (batch.empty()) {
                return;
            }
            for (Reference& task : batch) {
                run(std::move(task));
            }
        }
    }
};

}  // namespace wakelaw::specimens
