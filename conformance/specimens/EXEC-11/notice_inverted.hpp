// SPDX-License-Identifier: MIT
// EXEC-11. B-30, the sleep's precondition inverted.
// A wake notifies the thread only if it is awake.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct NoticeInverted : Core {
    static constexpr auto name = "notice-inverted";
    void notify() override {
        const std::lock_guard lock(mutex);
        if (!asleep) {
            ready.notify_one();
        }
    }
    void sleep(std::unique_lock<std::mutex>& lock) override {
        asleep = true;
        Core::sleep(lock);
        asleep = false;
    }
    bool asleep = false;
};

}  // namespace wakelaw::specimens
