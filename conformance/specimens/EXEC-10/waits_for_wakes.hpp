// SPDX-License-Identifier: MIT
// EXEC-10. The minimal mutant "the end waits for wakes with the lock that they want".
// The end waits until no wake is under way, with the queue locked: a wake that is not there yet never gets
// there. Found by schedules that wake in between.
#pragma once

#include <condition_variable>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct WaitsForWakes : Core {
    static constexpr auto name = "waits-for-wakes";
    void schedule(Task& task) override {
        {
            const std::lock_guard lock(counting);
            ++under_way;
        }
        Core::schedule(task);
        {
            const std::lock_guard lock(counting);
            --under_way;
        }
        none.notify_all();
    }
    void close() override {
        {
            const std::lock_guard lock(mutex);
            std::unique_lock waiting(counting);
            none.wait(waiting, [&] { return under_way == 0; });
        }
        Core::close();
    }
    std::mutex counting;
    std::condition_variable none;
    int under_way = 0;
};

}  // namespace wakelaw::specimens
