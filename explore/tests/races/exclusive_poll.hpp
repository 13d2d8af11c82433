// SPDX-License-Identifier: MIT
//
// Two workers have popped the same task, and its state word must let one of them poll. The broken version
// loads the word and then stores it: both may pass.
#pragma once

#include <atomic>
#include <thread>

#include "verdict.hpp"

namespace wakelaw::explore::races {

template <Version version>
class PollGate {
public:
    bool enter() {
        if constexpr (version == Version::broken) {
            if (state_.load() != idle) {
                return false;
            }
            state_.store(polling);
            return true;
        } else {
            int state = idle;
            return state_.compare_exchange_strong(state, polling);
        }
    }
    void leave() { state_.store(idle); }

private:
    static constexpr int idle = 0;
    static constexpr int polling = 1;

    std::atomic<int> state_{idle};
};

template <Version version>
void exclusive_poll() {
    PollGate<version> gate;
    std::atomic<bool> in_poll{false};
    const auto worker = [&] {
        if (!gate.enter()) {
            return;
        }
        require(!in_poll.exchange(true), "two polls of one task at the same time");
        in_poll.store(false);
        gate.leave();
    };
    std::thread first(worker);
    std::thread second(worker);
    first.join();
    second.join();
}

}  // namespace wakelaw::explore::races
