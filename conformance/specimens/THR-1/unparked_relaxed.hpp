// SPDX-License-Identifier: MIT
// THR-1. B-28, futures-rs #2608: the mark that says "woken" is set and taken by relaxed operations, so
// nothing orders what the waking thread did before the poll. Seen by ThreadSanitizer, without a preemption.
#pragma once

#include <atomic>
#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct UnparkedRelaxed : Core {
    static constexpr auto name = "unparked-relaxed";
    struct Marked : Task {
        using Task::Task;
        std::atomic<bool> woken_since{false};
    };
    static std::atomic<bool>& mark_of(Task& task) { return static_cast<Marked&>(task).woken_since; }
    Task* make(Future future) override {
        auto* const task = new Marked(handle());
        task->future.emplace(std::move(future));
        return task;
    }
    void destroy(Task& task) override { delete static_cast<Marked*>(&task); }

    void schedule(Task& task) override {
        mark_of(task).store(true, std::memory_order_relaxed);
        ring();
    }
    void spawn(Future future) override {
        Core::spawn(std::move(future));
        ring();
    }
    void close() override {
        Core::close();
        ring();
    }
    void ring() {
        bell.fetch_add(1, std::memory_order_relaxed);
        bell.notify_one();
    }
    void sleep(std::unique_lock<std::mutex>& lock) override {
        for (;;) {
            const unsigned rung = bell.load(std::memory_order_relaxed);
            for (const auto& [task, owned] : unfinished) {
                if (mark_of(*task).exchange(false, std::memory_order_relaxed) && !task->queued) {
                    enqueue(*task);
                }
            }
            if (closed || !queue.empty()) {
                return;
            }
            lock.unlock();
            bell.wait(rung, std::memory_order_relaxed);
            lock.lock();
        }
    }
    std::atomic<unsigned> bell{0};
};

}  // namespace wakelaw::specimens
