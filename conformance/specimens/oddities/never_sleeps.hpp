// SPDX-License-Identifier: MIT
// Conforms: an executor may keep its threads awake (EXEC-11.c). The thread looks into the queue again and
// again.
#pragma once

#include <thread>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct NeverSleeps : Core {
    static constexpr auto name = "oddity-never-sleeps";
    void sleep(std::unique_lock<std::mutex>& lock) override {
        while (!closed && queue.empty()) {
            lock.unlock();
            std::this_thread::yield();
            lock.lock();
        }
    }
};

}  // namespace wakelaw::specimens
