// SPDX-License-Identifier: MIT
// EXEC-10. The minimal mutant "a wake into a queue that is being closed is an error".
// From the beginning of the end until all is drained a wake throws; afterwards it does nothing.
// Found by schedules that wake in between.
#pragma once

#include <atomic>
#include <stdexcept>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct ThrowsWhileClosing : Core {
    static constexpr auto name = "throws-while-closing";
    void schedule(Task& task) override {
        if (closing.load()) {
            throw std::runtime_error("the queue is being closed");
        }
        Core::schedule(task);
    }
    void close() override {
        closing.store(true);
        Core::close();
    }
    void drain() override {
        closing.store(false);
        Core::drain();
    }
    std::atomic<bool> closing{false};
};

}  // namespace wakelaw::specimens
