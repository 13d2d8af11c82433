// SPDX-License-Identifier: MIT
// EXEC-7. Trivial: an executor that polls twice wherever one poll is due.
// After a Pending the second poll is spurious and allowed; after a Ready it is not.
// No preemption needed. After an exception it is EXEC-19.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RunsEverythingTwice : Core {
    static constexpr auto name = "runs-everything-twice";
    bool poll(Task& task) override {
        const bool first = Core::poll(task);
        const bool second = Core::poll(task);
        return first || second;
    }
};

}  // namespace wakelaw::specimens
