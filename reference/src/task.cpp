// SPDX-License-Identifier: MIT
#include <wakelaw/task.hpp>

namespace wakelaw::detail {

namespace {

TaskHeader* header(const void* data) noexcept { return static_cast<TaskHeader*>(const_cast<void*>(data)); }

// The schedule function may throw; it has then dropped the Runnable, which cancelled the task.
void schedule_quietly(TaskHeader* task) noexcept {
    try {
        task->vtable->schedule(task);
    } catch (...) {
    }
}

// Inline in the places that matter most.
[[gnu::always_inline]] inline void release(TaskHeader* task) noexcept {
    const std::size_t before = task->state.fetch_sub(REFERENCE, std::memory_order_release);
    // The count fills the upper bits and is not zero here, so this says: it was one.
    if (before < 2 * REFERENCE) [[unlikely]]
        last_reference(task, before);
}

RawWaker waker_clone(const void* data) noexcept {
    header(data)->state.fetch_add(REFERENCE, std::memory_order_relaxed);
    return RawWaker{data, &task_waker_vtable};
}

void waker_drop(const void* data) noexcept { release(header(data)); }

void waker_wake_by_ref(const void* data) noexcept { wake_task(header(data)); }

void waker_wake(const void* data) noexcept {
    TaskHeader* task = header(data);
    if (PollScope::wake(task))
        return release(task);
    std::size_t state = task->state.load(std::memory_order_relaxed);
    while ((state & (COMPLETED | CLOSED)) == 0) {
        const bool idle = (state & SCHEDULED) == 0;
        // On an idle task the reference is kept until the scheduler has returned; else one step does both.
        const std::size_t next = (state | SCHEDULED | WOKEN) - (idle ? 0 : REFERENCE);
        if (task->state.compare_exchange_weak(state, next, std::memory_order_acq_rel,
                                              std::memory_order_relaxed)) {
            if (!idle)
                return;
            schedule_quietly(task);
            break;
        }
    }
    release_task(task);
}

}  // namespace

constinit thread_local PollScope* PollScope::innermost = nullptr;

const RawWakerVTable task_waker_vtable{waker_clone, waker_wake, waker_wake_by_ref, waker_drop};

void wake_task(TaskHeader* task) noexcept {
    if (PollScope::wake(task))
        return;
    std::size_t state = task->state.load(std::memory_order_relaxed);
    while ((state & (COMPLETED | CLOSED)) == 0) {
        // Also when both bits are set already: the exchange publishes what this thread did before (rule
        // THR-1).
        if (task->state.compare_exchange_weak(state, state | SCHEDULED | WOKEN, std::memory_order_acq_rel,
                                              std::memory_order_relaxed)) {
            if ((state & SCHEDULED) == 0)
                schedule_quietly(task);
            return;
        }
    }
}

void abort_task(TaskHeader* task) noexcept {
    std::size_t state = task->state.load(std::memory_order_relaxed);
    while ((state & (COMPLETED | CLOSED)) == 0) {
        if (task->state.compare_exchange_weak(state, state | SCHEDULED | CLOSED, std::memory_order_acq_rel,
                                              std::memory_order_relaxed)) {
            if ((state & SCHEDULED) == 0)
                schedule_quietly(task);
            return;
        }
    }
}

void release_task(TaskHeader* task) noexcept { release(task); }

[[gnu::noinline, gnu::cold]] void last_reference(TaskHeader* task, std::size_t before) noexcept {
    // A Runnable exists: its holder sees the zero when the task ends, and we must not touch the cell any
    // more.
    if ((before & SCHEDULED) != 0)
        return;
    // Nobody else can reach the cell now. Acquire what the others did before they released theirs.
    const std::size_t state = task->state.load(std::memory_order_acquire);
    if ((state & COMPLETED) != 0) {
        task->vtable->destroy(task);
        return;
    }
    task->state.store(state | SCHEDULED | CLOSED | REFERENCE, std::memory_order_release);
    schedule_quietly(task);
    release_task(task);
}

RunResult suspend_task(TaskHeader* task, bool woken) noexcept {
    std::size_t state = task->state.load(std::memory_order_relaxed);
    for (;;) {
        if ((state & CLOSED) != 0)
            return RunResult::done;
        // If WOKEN is set, the next poll begins with the step that clears it and acquires from all wakes
        // until then.
        if (woken || (state & WOKEN) != 0)
            return RunResult::again;
        // No waker, no handle, no owner: nobody could ever ask for another poll.
        if ((state & REFERENCES) == 0)
            return RunResult::done;
        if (task->state.compare_exchange_weak(state, state & ~SCHEDULED, std::memory_order_acq_rel,
                                              std::memory_order_relaxed)) {
            return RunResult::idle;
        }
    }
}

void complete_task(TaskHeader* task, std::size_t references, void (*discard)(TaskHeader*) noexcept) noexcept {
    bool outcome_lives = true;
    std::size_t state = task->state.load(std::memory_order_relaxed);
    std::size_t next = 0;
    do {
        if ((state & HANDLE) == 0 && outcome_lives) {
            discard(task);  // HANDLE is never set again, so the outcome stays ours
            outcome_lives = false;
        }
        next = ((state & ~(SCHEDULED | WOKEN)) | COMPLETED) - references * REFERENCE;
        if ((state & AWAITER) != 0)
            next += REFERENCE;  // keeps the cell while we take the awaiter out
    } while (!task->state.compare_exchange_weak(state, next, std::memory_order_acq_rel,
                                                std::memory_order_acquire));

    if ((state & AWAITER) != 0) {
        Waker awaiter = std::move(task->awaiter);
        release_task(task);
        try {
            std::move(awaiter).wake();
        } catch (...) {
            // A foreign waker that throws is not this task's failure; there is nobody to tell.
        }
    } else if ((next & REFERENCES) == 0) {
        task->vtable->destroy(task);
    }
}

}  // namespace wakelaw::detail
