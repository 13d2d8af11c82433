// SPDX-License-Identifier: MIT
// Contract: the executor can only be driven until all its tasks are done, and sleeps while none of them can
// go on.
#pragma once

#include <memory>
#include <utility>

#include "base/executors.hpp"

namespace wakelaw::specimens {

struct DrivenToTheEndCore : Core {
    static constexpr auto name = "contract-driven-to-the-end";
    /// \return nothing when all tasks are done.
    Reference next_or_done() {
        std::unique_lock lock(mutex);
        ready.wait(lock, [&] { return unfinished.empty() || !queue.empty(); });
        return queue.empty() ? nullptr : take();
    }
    void end_poll(Task& task, bool ended) override {
        Core::end_poll(task, ended);
        ready.notify_all();
    }
};

struct DrivenToTheEnd : Facts<DrivenToTheEndCore> {
    static constexpr auto driving = Driving::blocking;
    void spawn(Future future) { core->spawn(std::move(future)); }
    void run() {
        while (Reference task = core->next_or_done()) {
            core->run(std::move(task));
        }
    }
    ~DrivenToTheEnd() {
        core->close();
        core->drain();
    }
    std::shared_ptr<DrivenToTheEndCore> core = std::make_shared<DrivenToTheEndCore>();
};

}  // namespace wakelaw::specimens
