// SPDX-License-Identifier: MIT
// JOIN-6. B-38, tokio #4724: the slot keeps the waker after the completion, until the executor ends.
// No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct LastWakerKept : JoinCore {
    static constexpr auto name = "last-waker-kept";
    void complete(JoinedTask& task) override {
        std::optional<Waker> awaiter;
        {
            const std::lock_guard lock(mutex);
            task.outcome = task.ending;
            if (task.awaiter) {
                awaiter.emplace(task.awaiter->clone());
                retain(task);
                completed.emplace_back(&task);
            }
        }
        if (awaiter) {
            std::move(*awaiter).wake();
        }
    }
    void drain() override {
        JoinCore::drain();
        for (const Reference& task : std::exchange(completed, {})) {
            of(*task).awaiter.reset();
        }
    }
    std::deque<Reference> completed;
};

}  // namespace wakelaw::specimens
