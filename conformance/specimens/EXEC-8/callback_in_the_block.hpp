// SPDX-License-Identifier: MIT
// EXEC-8. B-35, async-rs/async-task #11.
// wake gives its reference to a callback that is stored in the task's block. If the callback drops it, and it
// was the last one, the callback is freed while it runs. No preemption needed, and so no threads: with them,
// other wakes would meet the freed block, too.
#pragma once

#include <functional>
#include <memory>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct CallbackInTheBlock : Core {
    static constexpr auto name = "callback-in-the-block";
    static constexpr auto capabilities = Core::capabilities.without(Capability::wake_from_foreign_thread)
                                             .without(Capability::spawn_from_foreign_thread);
    struct Calling : Task {
        using Task::Task;
        std::function<void(Reference)> hand_over;
    };
    Task* make(Future future) override {
        auto* const task = new Calling(handle());
        task->future.emplace(std::move(future));
        task->hand_over = [core = std::static_pointer_cast<CallbackInTheBlock>(handle())](Reference woken) {
            core->take_over(std::move(woken));
            core->handed_over.fetch_add(1, std::memory_order_relaxed);
        };
        return task;
    }
    void destroy(Task& task) override { delete static_cast<Calling*>(&task); }
    void wake(Task& task) override { static_cast<Calling&>(task).hand_over(Reference(&task)); }
    void take_over(Reference woken) { schedule(*woken); }
    std::atomic<std::size_t> handed_over{0};
};

}  // namespace wakelaw::specimens
