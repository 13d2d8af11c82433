// SPDX-License-Identifier: MIT
// EXEC-12 (a warning). The minimal mutant "wake says by an exception that the queue is too long".
// The task has been queued all the same. No preemption needed.
#pragma once

#include <stdexcept>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ReportsAFullQueue : Core {
    static constexpr auto name = "reports-a-full-queue";
    static constexpr std::size_t bound = 1;
    void notify() override {
        Core::notify();
        if (is_full()) {
            throw std::length_error("the queue is full");
        }
    }
    bool is_full() {
        const std::lock_guard lock(mutex);
        return queue.size() > bound;
    }
};

}  // namespace wakelaw::specimens
