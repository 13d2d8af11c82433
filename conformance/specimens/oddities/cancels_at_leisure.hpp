// SPDX-License-Identifier: MIT
// Conforms: the future of a cancelled task is destroyed when the executor has nothing else to do (JOIN-5.b),
// and its handle says so only then.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct CancelsAtLeisure : JoinCore {
    static constexpr auto name = "oddity-cancels-at-leisure";
    void drive() override {
        do {
            JoinCore::drive();
            for (const Reference& task : std::exchange(cancelled, {})) {
                JoinCore::end(of(*task));
            }
        } while (has_work());
    }
    void end(JoinedTask& task) override {
        if (task.ending != JoinStatus::cancelled) {
            JoinCore::end(task);
            return;
        }
        retain(task);
        cancelled.emplace_back(&task);
    }
    void end_at_shutdown(JoinedTask& task) override { JoinCore::end(task); }
    bool has_work() {
        const std::lock_guard lock(mutex);
        return !queue.empty();
    }
    std::deque<Reference> cancelled;
};

}  // namespace wakelaw::specimens
