// SPDX-License-Identifier: MIT
#include <asio/post.hpp>
#include <asio/thread_pool.hpp>

#include <wakelaw/conformance/gate.hpp>

using namespace wakelaw::conformance;

struct AsioThreadPool {
    static constexpr auto name = "asio-thread-pool";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;
    static constexpr unsigned polling_threads = 2;
    void spawn(Future future) { gate->spawn(std::move(future)); }
    ~AsioThreadPool() {
        gate->close();
        pool.stop();
        pool.join();
    }
    asio::thread_pool pool{polling_threads};
    std::shared_ptr<Gate> gate =
        Gate::to([this](wakelaw::Runnable runnable) { asio::post(pool, std::move(runnable)); });
};
WAKELAW_SUBJECTS(AsioThreadPool)
