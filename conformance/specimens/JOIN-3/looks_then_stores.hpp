// SPDX-License-Identifier: MIT
// JOIN-3. B-60, as in libcoro e561fb6: the handle looks whether the task is over, and stores the waker later,
// without a second look. The end of the task falls in between.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct LooksThenStores : JoinCore {
    static constexpr auto name = "looks-then-stores";
    static constexpr unsigned polling_threads = 2;
    JoinStatus join(JoinedTask& task, const Waker& waker) override {
        {
            const std::lock_guard lock(mutex);
            if (task.outcome != JoinStatus::pending) {
                return task.outcome;
            }
        }
        std::optional<Waker> replaced(waker.clone());
        const std::lock_guard lock(mutex);
        keep(task, replaced);
        return JoinStatus::pending;
    }
};

}  // namespace wakelaw::specimens
