// SPDX-License-Identifier: MIT
// Conforms: a spawn during the destruction may be accepted (EXEC-18.d), where its future is destroyed in time
// (EXEC-17). The drain goes on until nothing comes any more; the order is the reverse of the usual.
#pragma once

#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct AcceptsToTheEnd : Core {
    static constexpr auto name = "oddity-accepts-to-the-end";
    static constexpr auto capabilities = owning_capabilities;
    void spawn(Future future) override {
        Task* const task = make(std::move(future));
        {
            std::unique_lock lock(mutex);
            if (gone) {
                lock.unlock();
                const Reference refused(task);
                discard(*task);
                return;
            }
            unfinished.emplace(task, Reference(task));
            enqueue(*task);
        }
        ready.notify_one();
    }
    void drain() override {
        while (Reference last = take_last()) {
            discard(*last);
        }
        Core::drain();
    }
    /// Whatever comes when there is nothing left comes too late.
    Reference take_last() {
        const std::lock_guard lock(mutex);
        queue.clear();
        if (unfinished.empty()) {
            gone = true;
            return nullptr;
        }
        return std::move(unfinished.extract(unfinished.begin()).mapped());
    }
    bool gone = false;
};

}  // namespace wakelaw::specimens
