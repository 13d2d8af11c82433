// SPDX-License-Identifier: MIT
//
// The second half of the article: nobody polls by hand. Tasks are spawned, and a wake leads to the next poll.
#include <atomic>
#include <cstdio>
#include <optional>
#include <thread>
#include <utility>

#include <wakelaw/wakelaw.hpp>

#include "scheduler.hpp"

// The future of the first half, with one difference: before it returns Pending it sees to it that it is
// woken.
class Hello {
public:
    explicit Hello(const char* whom) : whom_(whom) {}

    wakelaw::Poll<void> poll(wakelaw::Context& context) {
        switch (state_) {
            case State::HELLO:
                std::printf("Hello, ");
                state_ = State::WORLD;
                context.waker().wake_by_ref();
                return wakelaw::Pending{};
            case State::WORLD:
                std::printf("%s!\n", whom_);
                state_ = State::END;
                context.waker().wake_by_ref();
                return wakelaw::Pending{};
            case State::END:
                break;
        }
        return wakelaw::Poll<void>::ready();
    }

private:
    enum class State { HELLO, WORLD, END };
    const char* whom_;
    State state_ = State::HELLO;
};

// Waits for something that another thread does.
class Elsewhere {
public:
    wakelaw::Poll<void> poll(wakelaw::Context& context) {
        if (thread_) {
            if (!done_.load(std::memory_order_acquire))
                return wakelaw::Pending{};  // a poll without cause
            std::printf("woken from another thread\n");
            return wakelaw::Poll<void>::ready();
        }
        thread_.emplace([this, waker = context.waker().clone()]() mutable {
            done_.store(true, std::memory_order_release);
            std::move(waker).wake();
        });
        return wakelaw::Pending{};
    }

private:
    std::atomic<bool> done_ = false;
    std::optional<std::jthread> thread_;
};

int main() {
    scheduler::Executor executor;
    const scheduler::Spawner spawner = executor.spawner();
    // The second greeting is spawned when the first one is done, so the lines do not mix.
    spawner.spawn(
        wakelaw::boxed(wakelaw::poll_fn([first = Hello("World"), spawner = spawner.clone()](
                                            wakelaw::Context& context) mutable -> wakelaw::Poll<void> {
            if (first.poll(context).is_pending())
                return wakelaw::Pending{};
            spawner.spawn(
                wakelaw::boxed(wakelaw::poll_fn([second = Hello("Waker"), inner = spawner.clone()](
                                                    wakelaw::Context& cx) mutable -> wakelaw::Poll<void> {
                    if (second.poll(cx).is_pending())
                        return wakelaw::Pending{};
                    inner.spawn(wakelaw::boxed_with([] { return Elsewhere(); }));
                    return wakelaw::Poll<void>::ready();
                })));
            return wakelaw::Poll<void>::ready();
        })));
    executor.run();
    std::printf("all tasks are done\n");
}
