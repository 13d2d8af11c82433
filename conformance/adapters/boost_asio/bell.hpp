// SPDX-License-Identifier: MIT
/// \file
/// A waker for coroutines of Boost.Asio: a wake rings, and the coroutine that awaits the ring is resumed by
/// its executor, never inside the wake.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include <wakelaw/arc.hpp>
#include <wakelaw/wake.hpp>

struct Bell;

/// A completion handler of any type. Destroyed unposted, it unwinds its coroutine.
class Waiting {
public:
    Waiting() = default;
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    virtual ~Waiting() = default;
    virtual void post(const boost::asio::any_io_executor& executor) = 0;
};

template <class Handler>
class WaitingHandler final : public Waiting {
public:
    explicit WaitingHandler(Handler handler) : handler_(std::move(handler)) {}
    void post(const boost::asio::any_io_executor& executor) override {
        boost::asio::post(executor, std::move(handler_));
    }

private:
    Handler handler_;
};

/// All bells of one executor. A coroutine that awaits a ring is kept here: in the bell it would keep itself
/// alive. Thread-safe.
class Belfry {
public:
    explicit Belfry(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    void ring(Bell& bell);
    /// The poll that begins now serves every ring so far.
    void forget_rings(Bell& bell);
    void await(Bell& bell, std::unique_ptr<Waiting> waiting);
    /// When it returns, no post is under way, and none begins any more.
    void close() {
        const std::lock_guard lock(mutex_);
        open_ = false;
    }
    /// Precondition: closed, the executor's threads are gone, the executor itself is not.
    void drop_waiting() {
        std::map<Bell*, std::unique_ptr<Waiting>> dropped;
        const std::lock_guard lock(mutex_);
        dropped.swap(waiting_);
    }

private:
    std::mutex mutex_;
    bool open_ = true;
    boost::asio::any_io_executor executor_;
    std::map<Bell*, std::unique_ptr<Waiting>> waiting_;
};

/// The waker of one task.
struct Bell {
    explicit Bell(std::shared_ptr<Belfry> its_belfry) : belfry(std::move(its_belfry)) {}
    static void wake_by_ref(const wakelaw::Arc<Bell>& self) { self->belfry->ring(*self); }

    std::shared_ptr<Belfry> belfry;
    bool rung = false;  ///< under the belfry's lock: since the last poll began, and nobody awaited it
};

inline void Belfry::ring(Bell& bell) {
    std::unique_ptr<Waiting> waiting;
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(&bell);
    if (found == waiting_.end()) {
        bell.rung = true;
    } else if (open_) {
        waiting = std::move(found->second);
        waiting_.erase(found);
        waiting->post(executor_);
    }
}

inline void Belfry::forget_rings(Bell& bell) {
    const std::lock_guard lock(mutex_);
    bell.rung = false;
}

inline void Belfry::await(Bell& bell, std::unique_ptr<Waiting> waiting) {
    const std::lock_guard lock(mutex_);
    if (open_ && std::exchange(bell.rung, false)) {
        waiting->post(executor_);
    } else {
        waiting_.emplace(&bell, std::move(waiting));
    }
}

/// Completes after the next ring, or at once if there was one since the last.
template <class Token>
auto await_ring(const wakelaw::Arc<Bell>& bell, Token&& token) {
    return boost::asio::async_initiate<Token, void()>(
        [bell = bell.clone()]<class Handler>(Handler handler) {
            bell->belfry->await(*bell, std::make_unique<WaitingHandler<Handler>>(std::move(handler)));
        },
        token);
}
