// SPDX-License-Identifier: MIT
// THR-4. The minimal mutant "detached workers".
// The end closes the queue, destroys what nobody polls, and lets the threads go: a poll that is under way
// runs on. No preemption needed.
#pragma once

#include <deque>
#include <iterator>
#include <memory>
#include <thread>
#include <unordered_map>
#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LetGo : Core {
    static constexpr auto name = "lets-polls-run-on";
    static constexpr auto capabilities = owning_capabilities.without(Capability::spawn_at_shutdown);
    /// What is being polled is left to who polls it.
    void drain() override {
        std::deque<Reference> queued;
        std::unordered_map<Task*, Reference> left;
        {
            const std::lock_guard lock(mutex);
            queued.swap(queue);
            for (auto it = unfinished.begin(); it != unfinished.end();) {
                const auto next = std::next(it);
                if (!it->first->running) {
                    it->first->finished = true;
                    left.insert(unfinished.extract(it));
                }
                it = next;
            }
        }
        for (const auto& [task, owned] : left) {
            discard(*task);
        }
    }
    void end_poll(Task& task, bool ended) override { Core::end_poll(task, ended || is_closed()); }
    bool is_closed() {
        const std::lock_guard lock(mutex);
        return closed;
    }
};

struct LetsPollsRunOn {
    static constexpr auto name = LetGo::name;
    static constexpr auto capabilities = LetGo::capabilities;
    static constexpr auto driving = Driving::threads;
    LetsPollsRunOn() {
        std::thread([core = core] {
            while (Reference task = core->wait_for_next()) {
                core->run(std::move(task));
            }
        }).detach();
    }
    void spawn(Future future) { core->spawn(std::move(future)); }
    ~LetsPollsRunOn() {
        core->close();
        core->drain();
    }
    std::shared_ptr<LetGo> core = std::make_shared<LetGo>();
};

}  // namespace wakelaw::specimens
