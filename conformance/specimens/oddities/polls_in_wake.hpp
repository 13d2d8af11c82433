// SPDX-License-Identifier: MIT
// Conforms: a wake may run other code, such as a poll of another task, on the caller's stack (EXEC-12.d), and
// the first poll may take place before spawn returns (EXEC-5.b). Whoever wakes an idle task empties the
// queue, unless somebody does.
#pragma once

#include <condition_variable>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct PollsInWake : Core {
    static constexpr auto name = "oddity-polls-in-wake";
    static constexpr unsigned polling_threads = 0;  // it has none of its own
    void notify() override { drive(); }
    void spawn(Future future) override {
        Core::spawn(std::move(future));
        drive();
    }
    void drive() override {
        std::unique_lock lock(mutex);
        if (driving || closed) {
            return;  // whoever drives looks again before it stops
        }
        driving = true;
        while (!queue.empty() && !closed) {
            Reference task = take();
            lock.unlock();
            run(std::move(task));
            lock.lock();
        }
        driving = false;
        idle.notify_all();
    }
    /// The end waits for whoever drives: a poll may be under way on the stack of somebody who woke.
    void drain() override {
        {
            std::unique_lock lock(mutex);
            idle.wait(lock, [&] { return !driving; });
        }
        Core::drain();
    }
    std::condition_variable idle;
    bool driving = false;
};

}  // namespace wakelaw::specimens
