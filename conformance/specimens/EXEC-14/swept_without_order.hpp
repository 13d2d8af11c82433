// SPDX-License-Identifier: MIT
// EXEC-14. The minimal mutant of EXEC-14.c: "finished tasks are handed to a sweeper by a relaxed store".
// The sweeper destroys the future; nothing orders that after the last poll. Seen by ThreadSanitizer.
#pragma once

#include <atomic>
#include <thread>
#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct SweptWithoutOrder : Core {
    static constexpr auto name = "swept-without-order";
    SweptWithoutOrder() : sweeper([this] { sweep(); }) {}

    /// Hands it to the sweeper.
    void let_go(Task& task) override {
        Task* none = nullptr;
        while (!finished.compare_exchange_weak(none, &task, std::memory_order_relaxed)) {
            none = nullptr;
            std::this_thread::yield();
        }
        ring();
    }
    void sweep() {
        unsigned seen = 0;
        do {
            bell.wait(seen, std::memory_order_relaxed);
            seen = bell.load(std::memory_order_relaxed);
            if (Task* const task = finished.exchange(nullptr, std::memory_order_relaxed)) {
                discard(*task);
                disown(*task);
            }
        } while (!over.load(std::memory_order_relaxed));
    }
    void ring() {
        bell.fetch_add(1, std::memory_order_relaxed);
        bell.notify_one();
    }
    /// Its thread is the only one that polls, and has ended.
    void drain() override {
        over.store(true, std::memory_order_relaxed);
        ring();
        sweeper.join();
        Core::drain();
    }
    std::atomic<Task*> finished{nullptr};
    std::atomic<unsigned> bell{0};
    std::atomic<bool> over{false};
    std::thread sweeper;
};

}  // namespace wakelaw::specimens
