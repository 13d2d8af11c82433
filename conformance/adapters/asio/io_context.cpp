// SPDX-License-Identifier: MIT
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <thread>

#include "gate.hpp"

using namespace wakelaw::conformance;

struct AsioIoContext {
    static constexpr auto name = "asio-io-context";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = reference_vocabulary.with(Capability::spawn_from_foreign_thread);
    void spawn(Future future) { spawn_through(gate, std::move(future)); }
    ~AsioIoContext() {
        gate->close();
        context.stop();
        thread.join();
    }
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
    std::shared_ptr<Gate<asio::io_context::executor_type>> gate =
        std::make_shared<Gate<asio::io_context::executor_type>>(context.get_executor());
    std::thread thread{[this] { context.run(); }};
};
WAKELAW_SUBJECTS(AsioIoContext)
