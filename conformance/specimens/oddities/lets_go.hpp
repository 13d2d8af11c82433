// SPDX-License-Identifier: MIT
// Conforms: who does not claim to own its tasks may let go of them at the end (NG-8, EXEC-9.e). An unfinished
// future goes with the last waker of its task, or lives on.
#pragma once

#include <deque>
#include <unordered_map>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LetsGo : Core {
    static constexpr auto name = "oddity-lets-go";
    void drain() override {
        std::deque<Reference> queued;
        std::unordered_map<Task*, Reference> left;
        std::unique_lock lock(mutex);
        queued.swap(queue);
        left.swap(unfinished);
        lock.unlock();
    }
};

}  // namespace wakelaw::specimens
