// SPDX-License-Identifier: MIT
// EXEC-17. futures-rs ThreadPool, the minimal mutant "detach worker threads".
// One thread polls for all executors of the process, and nobody tells it of the end of one: it destroys
// nothing, and polls whatever is woken. No preemption needed.
#pragma once

#include <memory>
#include <thread>
#include <utility>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct LeftThreads : Core {
    static constexpr auto name = "leaves-its-threads";
    static constexpr auto capabilities = owning_capabilities;
    static std::shared_ptr<LeftThreads> of_process() {
        static const std::shared_ptr<LeftThreads> core = [] {
            auto made = std::make_shared<LeftThreads>();
            std::thread([made] {
                while (Reference task = made->wait_for_next()) {
                    made->run(std::move(task));
                }
            }).detach();
            return made;
        }();
        return core;
    }
};

struct LeavesItsThreads {
    static constexpr auto name = LeftThreads::name;
    static constexpr auto capabilities = LeftThreads::capabilities;
    static constexpr auto driving = Driving::threads;
    void spawn(Future future) { core->spawn(std::move(future)); }
    std::shared_ptr<LeftThreads> core = LeftThreads::of_process();
};

}  // namespace wakelaw::specimens
