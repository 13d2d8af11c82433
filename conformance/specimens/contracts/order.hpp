// SPDX-License-Identifier: MIT
// Contracts about when a task is polled: for the first time inside spawn; or again at once, if it wakes
// itself.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct FirstPollInSpawn : Core {
    static constexpr auto name = "contract-first-poll-in-spawn";
    static constexpr conformance::Contracts contract{conformance::Contract::first_poll_in_spawn};
    void spawn(Future future) override {
        Task* const task = make(std::move(future));
        retain(*task);
        {
            const std::lock_guard lock(mutex);
            unfinished.emplace(task, Reference(task));
        }
        run(Reference(task));
    }
    void end_poll(Task& task, bool ended) override {
        Core::end_poll(task, ended);
        notify();
    }
};

struct SelfWakeAtOnce : Core {
    static constexpr auto name = "contract-self-wake-at-once";
    static constexpr conformance::Contracts contract{conformance::Contract::self_wake_at_once};
    void end_poll(Task& task, bool ended) override {
        {
            const std::lock_guard lock(mutex);
            if (!ended && std::exchange(task.woken, false)) {
                task.queued = true;
                retain(task);
                queue.emplace_front(&task);
            }
        }
        Core::end_poll(task, ended);
    }
};

}  // namespace wakelaw::specimens
