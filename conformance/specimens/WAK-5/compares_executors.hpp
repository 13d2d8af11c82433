// SPDX-License-Identifier: MIT
// WAK-5. The minimal mutant "will_wake compares only vtables".
// will_wake compares what all tasks of the executor have in common.
// No preemption needed.
#pragma once

#include "base/foreign.hpp"

namespace wakelaw::specimens {

class ComparesExecutorsWaker : public OwnWaker {
public:
    explicit ComparesExecutorsWaker(Task& task) : OwnWaker(task) {}
    [[nodiscard]] ComparesExecutorsWaker clone() const { return ComparesExecutorsWaker(*task_); }
    [[nodiscard]] bool will_wake(const ComparesExecutorsWaker& other) const {
        return task_->core == other.task_->core;
    }
};
struct ComparesExecutors : ForeignCore<ComparesExecutorsWaker> {
    static constexpr auto name = "compares-executors";
};

}  // namespace wakelaw::specimens
