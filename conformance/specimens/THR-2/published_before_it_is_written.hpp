// SPDX-License-Identifier: MIT
// THR-2. Minimal mutant of THR-2.b: a slot that is published without an order.
// Spawned tasks travel through slots that are written and read with relaxed operations.
// No preemption needed where ThreadSanitizer looks.
#pragma once

#include <array>
#include <atomic>
#include <thread>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct PublishedBeforeItIsWritten : Core {
    static constexpr auto name = "published-before-it-is-written";
    ~PublishedBeforeItIsWritten() override {
        for (std::atomic<Task*>& slot : inbox) {
            if (Task* const task = slot.exchange(nullptr)) {
                discard(*task);
                release(*task);
            }
        }
    }
    void spawn(Future future) override {
        Task* const task = make(std::move(future));
        for (std::size_t i = 0;; i = (i + 1) % inbox.size()) {
            Task* empty = nullptr;
            if (inbox[i].compare_exchange_strong(empty, task, std::memory_order_relaxed)) {
                return;
            }
        }
    }
    void sleep(std::unique_lock<std::mutex>& lock) override {
        while (!closed && queue.empty()) {
            for (std::atomic<Task*>& slot : inbox) {
                if (Task* const task = slot.exchange(nullptr, std::memory_order_relaxed)) {
                    unfinished.emplace(task, Reference(task));
                    enqueue(*task);
                }
            }
            lock.unlock();
            std::this_thread::yield();
            lock.lock();
        }
    }
    std::array<std::atomic<Task*>, 64> inbox{};
};

}  // namespace wakelaw::specimens
