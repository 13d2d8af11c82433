// SPDX-License-Identifier: MIT
// WAK-8. B-05, futures-rs #1654: state behind a waker that was made for one thread only.
// A wake counts itself in a variable that is neither atomic nor guarded.
// Needs ThreadSanitizer, no preemption.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct PlainCounter : Core {
    static constexpr auto name = "plain-counter";
    void schedule(Task& task) override {
        ++wakes;
        Core::schedule(task);
    }
    unsigned long wakes = 0;
};

}  // namespace wakelaw::specimens
