// SPDX-License-Identifier: MIT
// my-asio, held to the rules of wakelaw. The lines marked EDIT are yours.

#include <wakelaw/conformance/gate.hpp>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <thread>

using namespace wakelaw::conformance;

struct MyAsio {
    static constexpr auto name = "my-asio";
    // EDIT: threads: it runs by itself; stepping: add run_until_stalled(); blocking: add run().
    static constexpr auto driving = Driving::threads;
    static constexpr unsigned polling_threads = 1;  // EDIT: how many threads of it poll

    // An executor that runs callables gets its wakers from the gate. One that has wakers of its own declares
    // what it can do, and spawns by itself: see wakelaw/conformance/adapter.hpp.
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;
    void spawn(Future future) { gate->spawn(std::move(future)); }

    ~MyAsio() {
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
WAKELAW_SUBJECTS(MyAsio)
