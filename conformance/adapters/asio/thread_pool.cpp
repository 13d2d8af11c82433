// SPDX-License-Identifier: MIT
#include <asio/thread_pool.hpp>

#include "gate.hpp"

using namespace wakelaw::conformance;

struct AsioThreadPool {
    static constexpr auto name = "asio-thread-pool";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = reference_vocabulary.with(Capability::spawn_from_foreign_thread);
    static constexpr unsigned polling_threads = 2;
    void spawn(Future future) { spawn_through(gate, std::move(future)); }
    ~AsioThreadPool() {
        gate->close();
        pool.stop();
        pool.join();
    }
    asio::thread_pool pool{polling_threads};
    std::shared_ptr<Gate<asio::thread_pool::executor_type>> gate =
        std::make_shared<Gate<asio::thread_pool::executor_type>>(pool.get_executor());
};
WAKELAW_SUBJECTS(AsioThreadPool)
