// SPDX-License-Identifier: MIT
//
// Small programs of asio, whose headers are used as they are: what a program with an unmodified library
// costs, and that a correct library is not accused.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>

#include <asio.hpp>

#include <wakelaw/explore.hpp>

namespace wakelaw::explore::asio_programs {

inline constexpr int handlers = 3;

/// Three handlers on a pool of two threads.
inline void thread_pool() {
    asio::thread_pool pool(2);
    std::atomic<int> calls{0};
    for (int i = 0; i < handlers; ++i) {
        asio::post(pool, [&] { calls.fetch_add(1); });
    }
    pool.join();
    require(calls == handlers, "each handler was called once");
}

/// Three handlers that share a plain variable, on a strand.
inline void strand() {
    asio::thread_pool pool(2);
    const auto serial = asio::make_strand(pool);
    int calls = 0;
    for (int i = 0; i < handlers; ++i) {
        asio::post(serial, [&] { ++calls; });
    }
    pool.join();
    require(calls == handlers, "each handler was called once");
}

/// An event loop on two threads, with a timer.
inline void io_context_with_timer() {
    asio::io_context context;
    auto work = asio::make_work_guard(context);
    std::atomic<int> calls{0};
    std::thread first([&] { context.run(); });
    std::thread second([&] { context.run(); });
    asio::post(context, [&] { calls.fetch_add(1); });
    asio::steady_timer timer(context, std::chrono::milliseconds(5));
    timer.async_wait([&](const asio::error_code& error) {
        require(!error, "the timer expired");
        calls.fetch_add(1);
    });
    asio::post(context, [&] {
        calls.fetch_add(1);
        work.reset();
    });
    first.join();
    second.join();
    require(calls == handlers, "each handler was called once");
}

}  // namespace wakelaw::explore::asio_programs
