// SPDX-License-Identifier: MIT
// Conforms: no order is promised (EXEC-1.d, NG-1). The task queued last is polled first.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct Lifo : Core {
    static constexpr auto name = "oddity-lifo";
    Reference take() override {
        Reference task = std::move(queue.back());
        queue.pop_back();
        return task;
    }
};

}  // namespace wakelaw::specimens
