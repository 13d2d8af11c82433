// SPDX-License-Identifier: MIT
// EXEC-18. The minimal mutant "a destructor called while the table of tasks is in the middle of a change".
// The executor destroys a future and then marks the task's place in its table, to which it has kept a
// reference. A destructor that spawns makes the table grow, and the place is elsewhere by then. No preemption
// needed.
#pragma once

#include <algorithm>
#include <vector>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct TableInChange : Core {
    static constexpr auto name = "table-in-change";
    static constexpr auto capabilities = Core::capabilities.without(Capability::spawn_from_foreign_thread);
    struct Place {
        Task* task;
        bool free;
    };
    Task* make(Future future) override {
        Task* const task = Core::make(std::move(future));
        std::erase_if(table, [](const Place& place) { return place.free; });
        table.push_back({task, false});
        table.shrink_to_fit();
        return task;
    }
    void discard(Task& task) override {
        const auto found = std::find_if(table.begin(), table.end(), [&](const Place& place) {
            return place.task == &task && !place.free;
        });
        if (found == table.end()) {
            return Core::discard(task);
        }
        Place* volatile place = &*found;
        Core::discard(task);
        place->free = true;
    }
    std::vector<Place> table;  ///< touched on the driving thread only
};

}  // namespace wakelaw::specimens
