// SPDX-License-Identifier: MIT
#include <asio/post.hpp>
#include <asio/thread_pool.hpp>

#include "support/gate.hpp"

using namespace wakelaw::conformance;

struct AsioThreadPool {
    static constexpr auto name = "asio-thread-pool";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = shelf::through_gate;
    static constexpr auto emulated = shelf::supplied_by_gate;
    static constexpr unsigned polling_threads = 2;
    void spawn(Future future) { shelf::spawn_through(gate, std::move(future)); }
    ~AsioThreadPool() {
        gate->close();
        pool.stop();
        pool.join();
    }
    asio::thread_pool pool{polling_threads};
    std::shared_ptr<shelf::Gate> gate = std::make_shared<shelf::Gate>(
        [this](wakelaw::Runnable runnable) { asio::post(pool, std::move(runnable)); });
};
WAKELAW_SUBJECTS(AsioThreadPool)
