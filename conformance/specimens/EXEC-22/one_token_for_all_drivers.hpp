// SPDX-License-Identifier: MIT
// EXEC-22. B-25, futures-rs 34bca9dc; async-std #358.
// A wake is a token of the driver's thread. A driver inside a poll takes the token that was meant for the
// outer one, and the outer one sleeps.
// No preemption needed.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include <wakelaw/arc.hpp>
#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/wake.hpp>

namespace wakelaw::specimens {

struct OneTokenForAllDrivers {
    static constexpr auto name = "one-token-for-all-drivers";
    static constexpr auto driving = conformance::Driving::blocking;
    static constexpr auto exception_policy = conformance::ExceptionPolicy::reaches_driver;
    static constexpr auto capabilities =
        conformance::reference_vocabulary.without(conformance::Capability::several_tasks)
            .without(conformance::Capability::spawn_from_poll)
            .with(conformance::Capability::nested_drivers);

    class Token {
    public:
        static void wake_by_ref(const Arc<Token>& self) {
            const std::lock_guard lock(self->mutex_);
            self->given_ = true;
            self->changed_.notify_one();
        }
        void take() {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return given_; });
            given_ = false;
        }
        static const Arc<Token>& of_this_thread() {
            thread_local const Arc<Token> token = make_arc<Token>();
            return token;
        }

    private:
        std::mutex mutex_;
        std::condition_variable changed_;
        bool given_ = false;
    };

    void spawn(conformance::Future spawned) { future = std::move(spawned); }
    void run() {
        std::optional<conformance::Future> running = std::exchange(future, std::nullopt);
        const Arc<Token>& token = Token::of_this_thread();
        const Waker itself = waker(token.clone());
        while (running && running->poll(itself).is_pending()) {
            token->take();
        }
    }
    std::optional<conformance::Future> future;
};

}  // namespace wakelaw::specimens
