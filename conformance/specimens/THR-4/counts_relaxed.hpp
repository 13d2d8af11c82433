// SPDX-License-Identifier: MIT
// THR-4. The minimal mutant "waits for a relaxed counter in place of join".
// The end waits until no poll is under way, by a counter that orders nothing: what the polls wrote may not be
// there yet. Seen by ThreadSanitizer.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include "THR-4/lets_polls_run_on.hpp"

namespace wakelaw::specimens {

struct RelaxedCount : LetGo {
    static constexpr auto name = "counts-relaxed";
    bool poll(Task& task) override {
        polling.fetch_add(1, std::memory_order_relaxed);
        const bool ended = LetGo::poll(task);
        polling.fetch_sub(1, std::memory_order_relaxed);
        return ended;
    }
    std::atomic<unsigned> polling{0};
};

struct CountsRelaxed {
    static constexpr auto name = RelaxedCount::name;
    static constexpr auto capabilities = RelaxedCount::capabilities;
    static constexpr auto driving = Driving::threads;
    CountsRelaxed() {
        std::thread([core = core] {
            while (Reference task = core->wait_for_next()) {
                core->run(std::move(task));
            }
        }).detach();
    }
    void spawn(Future future) { core->spawn(std::move(future)); }
    ~CountsRelaxed() {
        core->close();
        core->drain();
        while (core->polling.load(std::memory_order_relaxed) != 0) {
            std::this_thread::yield();
        }
    }
    std::shared_ptr<RelaxedCount> core = std::make_shared<RelaxedCount>();
};

}  // namespace wakelaw::specimens
