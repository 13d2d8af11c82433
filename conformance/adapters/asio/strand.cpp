// SPDX-License-Identifier: MIT
#include <asio/post.hpp>
#include <asio/strand.hpp>
#include <asio/thread_pool.hpp>

#include <wakelaw/conformance/gate.hpp>

using namespace wakelaw::conformance;

/// Two threads and one strand: handlers change threads and never overlap, so that one task is polled at a
/// time.
struct AsioStrand {
    static constexpr auto name = "asio-strand";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;
    void spawn(Future future) { gate->spawn(std::move(future)); }
    ~AsioStrand() {
        gate->close();
        pool.stop();
        pool.join();
    }
    asio::thread_pool pool{2};
    asio::strand<asio::thread_pool::executor_type> strand{pool.get_executor()};
    std::shared_ptr<Gate> gate =
        Gate::to([this](wakelaw::Runnable runnable) { asio::post(strand, std::move(runnable)); });
};
WAKELAW_SUBJECTS(AsioStrand)
