# SPDX-License-Identifier: MIT
"""Checks, re-checks and references that a mutant leaves out: (file, text, replacement, what).

Each text stands in its file exactly once; mutate.py refuses to run otherwise.
"""

CHECKS = [
    # The task cell.
    ("src/task.cpp", "if (woken || (state & WOKEN) != 0)", "if (woken)", "a wake during the poll is not looked for"),
    ("src/task.cpp", "if (woken || (state & WOKEN) != 0)", "if ((state & WOKEN) != 0)", "a wake by itself is not looked for"),
    ("src/task.cpp", "if ((state & CLOSED) != 0)\n            return RunResult::done;", "", "a close during the poll is not looked for"),
    ("src/task.cpp", "if ((state & REFERENCES) == 0)\n            return RunResult::done;", "", "whether anybody can wake it is not looked for"),
    ("src/task.cpp", "(idle ? 0 : REFERENCE)", "REFERENCE", "the reference is given up before the task is scheduled"),
    ("src/task.cpp", "        // Also when both bits are set already", "        if ((state & WOKEN) != 0)\n            return;\n        // Also when both bits are set already", "a wake of a woken task publishes nothing"),
    ("src/task.cpp", "if ((before & SCHEDULED) != 0)\n        return;", "", "the last reference does not look for a Runnable"),
    ("src/task.cpp", "state | SCHEDULED | CLOSED | REFERENCE", "state | SCHEDULED | CLOSED", "the last reference schedules without one of its own"),
    ("src/task.cpp", "if ((state & AWAITER) != 0)\n            next += REFERENCE;", "", "completion takes the awaiter out without a reference"),
    ("src/task.cpp", "if ((state & HANDLE) == 0 && outcome_lives) {", "if (outcome_lives) {", "completion discards the outcome although there is a handle"),
    ("src/task.cpp", "if ((state & HANDLE) == 0 && outcome_lives) {", "if (false) {", "completion never discards the outcome"),
    ("src/task.cpp", "} else if ((next & REFERENCES) == 0) {", "} else if (false) {", "completion never frees the cell"),
    ("src/task.cpp", "if (before < 2 * REFERENCE) [[unlikely]]", "if (before < 3 * REFERENCE) [[unlikely]]", "the last reference but one counts as the last"),
    ("include/wakelaw/task.hpp", "if ((state & WOKEN) != 0)\n            state = task->state.fetch_sub(WOKEN, std::memory_order_acq_rel);", "", "the poll does not take the wake"),
    ("include/wakelaw/task.hpp", "if ((state & CLOSED) != 0) {", "if (false) {", "a closed task is polled"),
    ("include/wakelaw/task.hpp", "task->state.fetch_or(SCHEDULED | CLOSED", "task->state.fetch_or(SCHEDULED", "a cancelled task is not closed"),
    ("src/runnable.cpp", "task->state.fetch_add(detail::REFERENCE, std::memory_order_relaxed);", "static_cast<void>(0);", "run schedules without a reference"),
    ("src/runnable.cpp", "detail::release_task(task);\n    return true;", "return true;", "run keeps its reference"),
    # The handle.
    ("include/wakelaw/join_handle.hpp", "while ((state & COMPLETED) == 0) {", "for (;;) {", "poll publishes its waker although the task has completed"),
    ("include/wakelaw/join_handle.hpp", "// Take the slot back, if an earlier poll filled it.\n        while ((state & (COMPLETED | AWAITER)) == AWAITER) {", "while (false) {", "poll writes the slot without taking it back"),
    ("include/wakelaw/join_handle.hpp", "std::size_t state = task->state.load(std::memory_order_acquire);\n        while ((state & (COMPLETED | AWAITER)) == AWAITER) {", "std::size_t state = task->state.load(std::memory_order_acquire);\n        while (false) {", "release does not take the slot back"),
    ("include/wakelaw/join_handle.hpp", "if ((state & AWAITER) == 0)\n            task->awaiter", "task->awaiter", "release writes the slot although it is not its own"),
    ("include/wakelaw/join_handle.hpp", "if ((state & COMPLETED) != 0 && outcome_lives) {", "if (false) {", "release never destroys the outcome"),
    ("include/wakelaw/join_handle.hpp", "if ((state & REFERENCES) == REFERENCE)\n            last_reference(task, state);", "", "release never frees the cell"),
    ("include/wakelaw/join_handle.hpp", "(state & ~HANDLE) - REFERENCE", "(state & ~HANDLE)", "release keeps its reference"),
    # The pool.
    ("src/thread_pool.cpp", "        if (work_in_sight()) {", "        if (false) {", "a worker sleeps without a last look"),
    ("src/thread_pool.cpp", "if (before < 2 * SEARCHER && has_sleeper(before) && work_in_sight())", "if (false)", "the last searcher passes no message on"),
    ("src/thread_pool.cpp", "has_sleeper(word) && !has_searcher(word)", "false", "an adder wakes nobody"),
    ("src/thread_pool.cpp", "word - SLEEPER + SEARCHER, std::memory_order_seq_cst)) {\n                permits_", "word - SLEEPER, std::memory_order_seq_cst)) {\n                permits_", "a woken worker is not counted as a searcher"),
    ("src/thread_pool.cpp", "permits_.fetch_add(1, std::memory_order_release);", "static_cast<void>(0);", "a sleeper is claimed and gets no permit"),
    ("src/thread_pool.cpp", "permits_.fetch_add(worker_count_, std::memory_order_seq_cst);", "static_cast<void>(0);", "the shutdown gives no permits"),
    ("src/thread_pool.cpp", "stopping_.store(true, std::memory_order_seq_cst);", "static_cast<void>(0);", "the shutdown does not say so"),
    ("src/thread_pool.cpp", "if (shard.closed)\n                return false;", "", "a closed pool takes tasks"),
    ("src/thread_pool.cpp", "if (injector_closed_)\n            return false;  // the shutdown destroys the future, or has done so", "", "a closed queue takes tasks"),
    ("src/thread_pool.cpp", "void retain() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }", "void retain() noexcept {}", "cells are not counted"),
    # The local executor.
    ("src/local_executor.cpp", "if (!inbox_.compare_exchange_strong(head, sleeping(), std::memory_order_relaxed))\n        return;", "static_cast<void>(head);\n    inbox_.store(sleeping(), std::memory_order_relaxed);", "the driver sleeps without a last look"),
    ("src/local_executor.cpp", "if (head == closed_mark())\n            return;  // the executor destroys the future, or has done so", "", "a closed inbox takes tasks"),
    ("src/local_executor.cpp", "if (driven == this) {\n        --cells_;", "if (true) {\n        --cells_;", "every thread counts as the driver when it frees a cell"),
    ("src/local_executor.cpp", "if (driven == this) {\n        if (!closed_)", "if (true) {\n        if (!closed_)", "every thread counts as the driver when it wakes"),
    ("src/local_executor.cpp", "head == sleeping() ? nullptr : head", "head", "the mark of a sleeper is taken for a task"),
    # The parker, and Arc.
    ("src/block_on.cpp", "state_.exchange(EMPTY, std::memory_order_acquire);", "state_.store(EMPTY, std::memory_order_relaxed);", "the permit is taken without acquiring"),
    ("src/block_on.cpp", "    // Nothing but the count", "    if (state_.load(std::memory_order_relaxed) == PERMIT)\n        return;\n    // Nothing but the count", "an unpark of a parker with a permit publishes nothing"),
    ("src/block_on.cpp", "    state_.exchange(EMPTY, std::memory_order_acquire);", "", "the permit is kept"),
    ("include/wakelaw/arc.hpp", "        inner_->strong.fetch_add(1, std::memory_order_relaxed);", "", "a clone is not counted"),
    ("include/wakelaw/wake.hpp", "return RawWaker{self.arc.clone().into_raw(), &table};", "return RawWaker{data, &table};", "a clone of a waker is not counted"),
]
