// SPDX-License-Identifier: MIT
// Contract: a task that returns Pending and has left its waker nowhere can never be woken. It is destroyed,
// or the process is ended, since that is an error of the future's author.
#pragma once

#include <cstdlib>

#include "base/core.hpp"

namespace wakelaw::specimens {

/// Knows when nobody but the executor refers to a suspended task.
struct Abandoning : Core {
    static constexpr auto capabilities = Core::capabilities;
    void end_poll(Task& task, bool ended) override {
        Core::end_poll(task, ended);
        // The executor's reference, and that of whoever runs the task.
        if (!ended && task.references.load(std::memory_order_acquire) == 2 && !is_closed()) {
            abandon(task);
        }
    }
    /// An executor that ends takes no wakes any more: it says nothing of the task's waker then.
    bool is_closed() {
        const std::lock_guard lock(mutex);
        return closed;
    }
    virtual void abandon(Task& task) = 0;
};

struct AbandonedDestroyed : Abandoning {
    static constexpr auto name = "contract-abandoned-destroyed";
    static constexpr conformance::Contracts contract{conformance::Contract::abandoned_destroyed};
    void abandon(Task& task) override {
        discard(task);
        disown(task);
    }
};

struct AbandonedAborts : Abandoning {
    static constexpr auto name = "contract-abandoned-aborts";
    static constexpr conformance::Contracts contract{conformance::Contract::abandoned_aborts};
    void abandon(Task&) override { std::abort(); }
};

}  // namespace wakelaw::specimens
