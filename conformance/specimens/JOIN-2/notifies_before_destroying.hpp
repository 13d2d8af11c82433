// SPDX-License-Identifier: MIT
// JOIN-2. Minimal mutant: whoever waits for the task is told before the future is destroyed.
// Futures are destroyed together, at the end of the driving call. No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct NotifiesBeforeDestroying : JoinCore {
    static constexpr auto name = "notifies-before-destroying";
    void drive() override {
        JoinCore::drive();
        for (const Reference& task : ended) {
            discard(*task);
        }
        ended.clear();
    }
    void end(JoinedTask& task) override {
        retain(task);
        ended.emplace_back(&task);
        complete(task);
    }
    void end_at_shutdown(JoinedTask& task) override { JoinCore::end(task); }
    std::deque<Reference> ended;
};

}  // namespace wakelaw::specimens
