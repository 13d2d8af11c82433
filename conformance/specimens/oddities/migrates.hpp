// SPDX-License-Identifier: MIT
// Conforms: the thread of a poll is not promised (NG-6). Every poll runs on a thread of its own.
#pragma once

#include <thread>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct Migrates : Core {
    static constexpr auto name = "oddity-migrates";
    bool poll(Task& task) override {
        bool ended = false;
        std::thread([&] { ended = Core::poll(task); }).join();
        return ended;
    }
};

}  // namespace wakelaw::specimens
