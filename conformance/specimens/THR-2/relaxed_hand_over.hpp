// SPDX-License-Identifier: MIT
// THR-2. Minimal mutant of THR-2.a: a hand-over between workers by a relaxed store.
// Two threads poll each task in turn. After a poll the one puts it into an inbox of the other, with nothing
// that orders the two. Needs ThreadSanitizer, and two threads that run at once.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <thread>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct RelaxedHandOver : Core {
    static constexpr auto name = "relaxed-hand-over";
    static constexpr unsigned polling_threads = 2;
    using Inbox = std::array<std::atomic<Task*>, 64>;

    void spawn(Future future) override {
        Task* const task = make(std::move(future));
        task->queued = true;
        put(inboxes[0], task, std::memory_order_release);
    }
    /// A wake is the mark alone: the threads never sleep.
    void schedule(Task& task) override { task.queued.exchange(true, std::memory_order_acq_rel); }
    /// All that a thread does.
    void sleep(std::unique_lock<std::mutex>& lock) override {
        lock.unlock();
        const std::size_t self = arrived.fetch_add(1, std::memory_order_relaxed) % 2;
        while (!stopped.load(std::memory_order_relaxed)) {
            for (std::atomic<Task*>& place : inboxes[self]) {
                serve(place, inboxes[1 - self]);
            }
            std::this_thread::yield();
        }
        lock.lock();
    }
    void serve(std::atomic<Task*>& place, Inbox& next) {
        Task* const task = place.load(std::memory_order_acquire);
        if (task == nullptr || !task->queued.exchange(false, std::memory_order_acq_rel)) {
            return;
        }
        place.store(nullptr, std::memory_order_relaxed);
        if (!poll(*task)) {
            put(next, task, std::memory_order_relaxed);
            return;
        }
        discard(*task);
        release(*task);
    }
    static void put(Inbox& inbox, Task* task, std::memory_order order) {
        for (std::size_t i = 0;; i = (i + 1) % inbox.size()) {
            Task* empty = nullptr;
            if (inbox[i].compare_exchange_strong(empty, task, order, std::memory_order_relaxed)) {
                return;
            }
        }
    }
    void close() override {
        stopped = true;
        Core::close();
    }
    void drain() override {
        for (Inbox& inbox : inboxes) {
            for (std::atomic<Task*>& place : inbox) {
                if (Task* const task = place.exchange(nullptr)) {
                    discard(*task);
                    release(*task);
                }
            }
        }
    }

    std::array<Inbox, 2> inboxes{};
    std::atomic<std::size_t> arrived{0};
    std::atomic<bool> stopped{false};
};

}  // namespace wakelaw::specimens
