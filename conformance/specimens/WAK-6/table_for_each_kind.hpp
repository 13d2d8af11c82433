// SPDX-License-Identifier: MIT
// WAK-6. B-06, rust-lang/rust #121600, futures-rs #2864.
// The waker lent to a poll and its clones have two tables with equal contents.
// No preemption needed.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct TableForEachKind : Core {
    static constexpr auto name = "table-for-each-kind";
    static RawWaker clone_as_owner(const void* data) {
        return TaskWaker::of(data).core->clone(TaskWaker::of(data));
    }
    static constexpr RawWakerVTable table_of_owners{&clone_as_owner, &TaskWaker::wake,
                                                    &TaskWaker::wake_by_ref, &TaskWaker::drop};
    RawWaker clone(Task& task) override {
        retain(task);
        return {&task, &table_of_owners};
    }
};

}  // namespace wakelaw::specimens
