// SPDX-License-Identifier: MIT
/// \file
/// The two executors around a Core, as adapters of the suite.
#pragma once

#include <concepts>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "base/core.hpp"

namespace wakelaw::specimens {

/// What an adapter takes over from the class of its core.
template <std::derived_from<Core> C>
struct Facts {
    static constexpr auto name = C::name;
    static constexpr auto capabilities = C::capabilities;
    static constexpr unsigned polling_threads = C::polling_threads;
};
template <std::derived_from<Core> C>
requires requires { typename C::foreign_waker; }
struct Facts<C> {
    static constexpr auto name = C::name;
    static constexpr auto capabilities = C::capabilities;
    static constexpr unsigned polling_threads = C::polling_threads;
    using foreign_waker = typename C::foreign_waker;
};

/// Polls on the thread of its caller.
template <std::derived_from<Core> C>
struct Stepping : Facts<C> {
    static constexpr auto driving = Driving::stepping;
    void spawn(Future future) { core->spawn(std::move(future)); }
    void run_until_stalled() { core->drive(); }
    ~Stepping() {
        core->close();
        core->drain();
    }
    std::shared_ptr<C> core = std::make_shared<C>();
};

/// Polls on threads of its own.
template <std::derived_from<Core> C>
struct Threaded : Facts<C> {
    static constexpr auto driving = Driving::threads;
    Threaded() {
        for (unsigned i = 0; i < C::polling_threads; ++i) {
            threads.emplace_back([this] {
                while (Reference task = core->wait_for_next()) {
                    core->run(std::move(task));
                }
            });
        }
    }
    void spawn(Future future) { core->spawn(std::move(future)); }
    ~Threaded() {
        core->close();
        for (std::thread& one : threads) {
            one.join();
        }
        core->drain();
    }
    std::shared_ptr<C> core = std::make_shared<C>();
    std::vector<std::thread> threads;
};

}  // namespace wakelaw::specimens
