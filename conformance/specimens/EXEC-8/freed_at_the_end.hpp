// SPDX-License-Identifier: MIT
// EXEC-8. The minimal mutant "the block goes with the poll that ends the task, whoever counts on it".
// No preemption needed, and so no threads: with them, other wakes would meet the freed block, too.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct FreedAtTheEnd : Core {
    static constexpr auto name = "freed-at-the-end";
    static constexpr auto capabilities = Core::capabilities.without(Capability::wake_from_foreign_thread)
                                             .without(Capability::spawn_from_foreign_thread);
    bool run(Reference task) override {
        if (!begin_poll(*task)) {
            return true;
        }
        const bool ended = poll(*task);
        end_poll(*task, ended);
        if (ended) {
            destroy(*task.release());
        }
        return ended;
    }
};

}  // namespace wakelaw::specimens
