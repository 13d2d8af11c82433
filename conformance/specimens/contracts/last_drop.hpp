// SPDX-License-Identifier: MIT
// Contract: nobody owns a suspended task but its wakers. When the last of them is dropped, it is destroyed; a
// task that leaves its waker nowhere is destroyed at once.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LastDrop : Core {
    static constexpr auto name = "contract-last-drop";
    static constexpr conformance::Contracts contract{conformance::Contract::last_drop_destroys,
                                                     conformance::Contract::abandoned_destroyed};
    void spawn(Future future) override {
        const Reference task(make(std::move(future)));
        {
            const std::lock_guard lock(mutex);
            enqueue(*task);
        }
        ready.notify_one();
    }
};

}  // namespace wakelaw::specimens
