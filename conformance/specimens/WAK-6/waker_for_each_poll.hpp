// SPDX-License-Identifier: MIT
// WAK-6. Minimal mutant of WAK-6.b: a waker of its own for each poll.
// Each poll is lent another node, which its clones share.
// No preemption needed.
#pragma once

#include <memory>

#include <wakelaw/arc.hpp>
#include <wakelaw/wake.hpp>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct WakerForEachPoll : Core {
    static constexpr auto name = "waker-for-each-poll";
    struct Node {
        explicit Node(Reference its_task) : task(std::move(its_task)) {}
        static void wake_by_ref(const Arc<Node>& self) { self->task->core->wake_by_ref(*self->task); }
        Reference task;
    };
    bool poll(Task& task) override {
        retain(task);
        const Waker of_this_poll = waker(make_arc<Node>(Reference(&task)));
        try {
            return task.future->poll(of_this_poll).is_ready();
        } catch (...) {
            return true;
        }
    }
};

}  // namespace wakelaw::specimens
