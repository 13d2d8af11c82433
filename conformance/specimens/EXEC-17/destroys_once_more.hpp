// SPDX-License-Identifier: MIT
// EXEC-17. The minimal mutant "the drain and the last waker both destroy".
// The drain destroys the future in its place and notes it nowhere; the end of the block destroys it again.
// No preemption needed.
#pragma once

#include <memory>
#include <vector>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct DestroysOnceMore : Core {
    static constexpr auto name = "destroys-once-more";
    static constexpr auto capabilities = owning_capabilities;
    void drain() override {
        {
            const std::lock_guard lock(mutex);
            for (const auto& [task, owned] : unfinished) {
                left.emplace_back(task->future ? &*task->future : nullptr);
            }
        }
        for (Future* const one : left) {
            if (one != nullptr) {
                destroy_future(one);
            }
        }
        Core::drain();
    }
    /// Through a volatile pointer: the compiler may not conclude that nothing is left to destroy later.
    static void destroy_future(Future* future) {
        Future* volatile hidden = future;
        std::destroy_at(hidden);
    }
    std::vector<Future*> left;
};

}  // namespace wakelaw::specimens
