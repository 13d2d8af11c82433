// SPDX-License-Identifier: MIT
// EXEC-10. The minimal mutant "a wake that finds the executor closed is not counted out again".
// The end waits until no wake is under way, and so for ever. Found by schedules that wake in between.
#pragma once

#include <condition_variable>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LosesCountOfWakes : Core {
    static constexpr auto name = "loses-count-of-wakes";
    void schedule(Task& task) override {
        {
            const std::lock_guard lock(mutex);
            ++under_way;
            if (closed) {
                return;
            }
        }
        Core::schedule(task);
        {
            const std::lock_guard lock(mutex);
            --under_way;
        }
        none.notify_all();
    }
    void close() override {
        Core::close();
        std::unique_lock lock(mutex);
        none.wait(lock, [&] { return under_way == 0; });
    }
    std::condition_variable none;
    int under_way = 0;
};

}  // namespace wakelaw::specimens
