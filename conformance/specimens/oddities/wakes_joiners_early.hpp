// SPDX-License-Identifier: MIT
// Conforms: a handle may be woken without a completion (JOIN-3.c). Here each poll of the task wakes it.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct WakesJoinersEarly : JoinCore {
    static constexpr auto name = "oddity-wakes-joiners-early";
    static constexpr unsigned polling_threads = 2;
    bool poll(Task& task) override {
        std::optional<Waker> awaiter;
        {
            const std::lock_guard lock(mutex);
            awaiter.swap(of(task).awaiter);
        }
        if (awaiter) {
            std::move(*awaiter).wake();
        }
        return JoinCore::poll(task);
    }
};

}  // namespace wakelaw::specimens
