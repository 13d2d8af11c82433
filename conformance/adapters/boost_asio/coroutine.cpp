// SPDX-License-Identifier: MIT
#include <utility>  // first: Boost 1.74 forgets it

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <thread>

#include <wakelaw/conformance/adapter.hpp>

#include "bell.hpp"

using namespace wakelaw::conformance;
namespace asio = boost::asio;

/// The bridge from polls to awaits: polls, and on Pending suspends until the waker rings. The future stays in
/// the coroutine's frame, where it was moved before its first poll.
asio::awaitable<void> drive(wakelaw::Arc<Bell> bell, Future future) {
    const wakelaw::WakerRef waker = wakelaw::waker_ref(bell);
    while (true) {
        bell->belfry->forget_rings(*bell);
        const wakelaw::Poll<void> poll = future.poll(*waker);
        if (poll.is_ready()) {
            co_return;
        }
        co_await await_ring(bell, asio::use_awaitable);
    }
}

struct BoostAsioCoroutine {
    static constexpr auto name = "boost-asio-coroutine";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = reference_vocabulary.with(Capability::spawn_from_foreign_thread);
    /// co_spawn's own are the tasks and what becomes of exceptions; the waker is the bridge's.
    static constexpr Capabilities emulated{
        Capability::clone,      Capability::wake_by_ref,         Capability::will_wake,
        Capability::waker_move, Capability::wakers_outlive_task, Capability::wakers_outlive_executor,
    };

    void spawn(Future future) {
        asio::co_spawn(context, drive(wakelaw::make_arc<Bell>(belfry), std::move(future)), asio::detached);
    }
    ~BoostAsioCoroutine() {
        belfry->close();
        context.stop();
        thread.join();
        belfry->drop_waiting();
    }

    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
    std::shared_ptr<Belfry> belfry = std::make_shared<Belfry>(context.get_executor());
    std::thread thread{[this] { context.run(); }};
};
WAKELAW_SUBJECTS(BoostAsioCoroutine)
