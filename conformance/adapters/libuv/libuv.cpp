// SPDX-License-Identifier: MIT
#include <uv.h>

#include <atomic>
#include <thread>

#include <wakelaw/conformance/gate.hpp>

#include "support/inbox.hpp"

using namespace wakelaw::conformance;

/// A loop on a thread of its own. uv_async_send wakes it up from any thread, and several calls may become
/// one.
struct Libuv {
    static constexpr auto name = "libuv";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;

    Libuv() {
        uv_loop_init(&loop);
        uv_async_init(&loop, &bell, &Libuv::on_bell);
        bell.data = this;
        thread = std::thread([this] { uv_run(&loop, UV_RUN_DEFAULT); });
    }
    ~Libuv() {
        gate->close();
        stopping = true;
        uv_async_send(&bell);
        thread.join();
        uv_loop_close(&loop);
    }
    void spawn(Future future) { gate->spawn(std::move(future)); }

    void post(wakelaw::Runnable runnable) {
        inbox.put(std::move(runnable));
        uv_async_send(&bell);
    }
    static void on_bell(uv_async_t* bell) {
        auto& self = *static_cast<Libuv*>(bell->data);
        if (self.stopping) {
            // The loop ends with its last handle.
            uv_close(reinterpret_cast<uv_handle_t*>(bell), nullptr);
            return;
        }
        wakelaw::RunnableQueue ready = self.inbox.take();
        while (wakelaw::Runnable runnable = ready.pop()) {
            runnable.run();
        }
    }

    uv_loop_t loop{};
    uv_async_t bell{};
    std::atomic<bool> stopping{false};
    shelf::Inbox inbox;
    std::shared_ptr<Gate> gate = Gate::to([this](wakelaw::Runnable runnable) { post(std::move(runnable)); });
    std::thread thread;
};
WAKELAW_SUBJECTS(Libuv)
