// SPDX-License-Identifier: MIT
// Conforms: no order and no delay is promised (EXEC-1.d). Up to a thousand tasks are taken out of the queue
// at once and polled the last one first, whatever is queued meanwhile.
#pragma once

#include <vector>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct Thousand : Core {
    static constexpr auto name = "oddity-thousand";
    void drive() override {
        while (true) {
            std::vector<Reference> batch;
            while (batch.size() < 1000) {
                Reference task = next();
                if (!task) {
                    break;
                }
                batch.push_back(std::move(task));
            }
            if (batch.empty()) {
                return;
            }
            for (; !batch.empty(); batch.pop_back()) {
                run(std::move(batch.back()));
            }
        }
    }
};

}  // namespace wakelaw::specimens
