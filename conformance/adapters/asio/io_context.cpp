// SPDX-License-Identifier: MIT
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <thread>

#include <wakelaw/conformance/gate.hpp>

using namespace wakelaw::conformance;

struct AsioIoContext {
    static constexpr auto name = "asio-io-context";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;
    void spawn(Future future) { gate->spawn(std::move(future)); }
    ~AsioIoContext() {
        gate->close();
        context.stop();
        thread.join();
    }
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
    std::shared_ptr<Gate> gate =
        Gate::to([this](wakelaw::Runnable runnable) { asio::post(context, std::move(runnable)); });
    std::thread thread{[this] { context.run(); }};
};
WAKELAW_SUBJECTS(AsioIoContext)
