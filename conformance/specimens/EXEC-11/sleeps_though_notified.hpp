// SPDX-License-Identifier: MIT
// EXEC-11. B-17, smol f40acf64: who is notified between its look into the queue and its sleep notes down that
// it sleeps, forgets the notice, and does not look again. Needs a preemption. A spawn can fall into the gap
// as well: EXEC-5.
#pragma once

#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct SleepsThoughNotified : Core {
    static constexpr auto name = "sleeps-though-notified";
    void spawn(Future future) override {
        Core::spawn(std::move(future));
        notify();
    }
    void notify() override {
        {
            const std::lock_guard lock(mutex);
            notified = true;
        }
        ready.notify_one();
    }
    void sleep(std::unique_lock<std::mutex>& lock) override {
        while (!closed && queue.empty()) {
            lock.unlock();
            lock.lock();
            notified = false;
            ready.wait(lock, [&] { return closed || notified; });
        }
    }
    bool notified = false;
};

}  // namespace wakelaw::specimens
