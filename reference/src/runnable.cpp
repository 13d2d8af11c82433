// SPDX-License-Identifier: MIT
#include <wakelaw/runnable.hpp>

namespace wakelaw {

bool Runnable::run() noexcept {
    detail::TaskHeader* task = std::exchange(task_, nullptr);
    if (task->vtable->run(task) != detail::RunResult::again)
        return false;
    // The scheduler lives in the cell, and another thread may finish the task before it returns: hold a
    // reference.
    task->state.fetch_add(detail::REFERENCE, std::memory_order_relaxed);
    try {
        task->vtable->schedule(task);
    } catch (...) {
        // It dropped the Runnable, which cancelled the task.
    }
    detail::release_task(task);
    return true;
}

}  // namespace wakelaw
