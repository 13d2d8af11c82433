// SPDX-License-Identifier: MIT
// EXEC-11. B-10, tokio #1788: who wakes queues and then looks whether somebody sleeps; who goes to sleep says
// so and then looks whether something is queued. Each look is a plain load, and both may come too early.
// Needs weak memory, no preemption: shown under control with --weak.
#pragma once

#include <atomic>
#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LooksWithoutAFence : Core {
    static constexpr auto name = "looks-without-a-fence";
    void spawn(Future future) override {
        Core::spawn(std::move(future));
        ring();
    }
    void enqueue(Task& task) override {
        Core::enqueue(task);
        length.store(queue.size(), std::memory_order_release);
    }
    Reference take() override {
        Reference task = Core::take();
        length.store(queue.size(), std::memory_order_release);
        return task;
    }
    void notify() override {
        if (sleeping.load(std::memory_order_acquire)) {
            ring();
        }
    }
    void sleep(std::unique_lock<std::mutex>& lock) override {
        lock.unlock();
        for (unsigned rung = bell.load(); !over.load(); rung = bell.load()) {
            sleeping.store(true, std::memory_order_release);
            if (length.load(std::memory_order_acquire) != 0) {
                break;
            }
            bell.wait(rung);
        }
        sleeping.store(false, std::memory_order_release);
        lock.lock();
    }
    void close() override {
        Core::close();
        over.store(true);
        ring();
    }
    void ring() {
        bell.fetch_add(1);
        bell.notify_all();
    }
    std::atomic<std::size_t> length{0};
    std::atomic<unsigned> bell{0};
    std::atomic<bool> sleeping{false};
    std::atomic<bool> over{false};
};

}  // namespace wakelaw::specimens
