// SPDX-License-Identifier: MIT
// Contract: cancel waits for the poll that is under way. When it returns, the future is gone.
#pragma once

#include <condition_variable>
#include <memory>
#include <utility>

#include "base/executors.hpp"

namespace wakelaw::specimens {

struct CancelBlocksCore : Core {
    static constexpr auto name = "contract-cancel-blocks";
    static constexpr auto capabilities = Core::capabilities.with(Capability::cancel);
    static constexpr conformance::Contracts contract{conformance::Contract::cancel_blocks};

    Reference spawn_with_handle(Future future) {
        Task* const task = make(std::move(future));
        retain(*task);
        Reference handle(task);
        {
            const std::lock_guard lock(mutex);
            unfinished.emplace(task, Reference(task));
            enqueue(*task);
        }
        ready.notify_one();
        return handle;
    }
    void end_poll(Task& task, bool ended) override {
        Core::end_poll(task, ended);
        poll_ended.notify_all();
    }
    void cancel(Task& task) {
        {
            std::unique_lock lock(mutex);
            poll_ended.wait(lock, [&] { return !task.running; });
            if (std::exchange(task.finished, true)) {
                poll_ended.wait(lock, [&] { return !unfinished.contains(&task); });  // its future goes first
                return;
            }
        }
        discard(task);
        disown(task);
    }
    std::condition_variable poll_ended;
};

struct CancelBlocks : Threaded<CancelBlocksCore> {
    Reference spawn(Future future) { return core->spawn_with_handle(std::move(future)); }
    void cancel(Reference& task) { core->cancel(*task); }
};

}  // namespace wakelaw::specimens
