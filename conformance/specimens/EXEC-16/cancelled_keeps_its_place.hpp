// SPDX-License-Identifier: MIT
// EXEC-16. The minimal mutant "a cancelled task is over before the executor has taken it off its list".
// No preemption needed.
#pragma once

#include <deque>

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct CancelledKeepsItsPlace : JoinCore {
    static constexpr auto name = "cancelled-keeps-its-place";
    void end(JoinedTask& task) override {
        if (task.ending == JoinStatus::cancelled) {
            retain(task);
            places.emplace_back(&task);
        }
        JoinCore::end(task);
    }
    void drain() override {
        JoinCore::drain();
        places.clear();
    }
    std::deque<Reference> places;
};

}  // namespace wakelaw::specimens
