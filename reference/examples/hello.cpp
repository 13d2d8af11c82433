// SPDX-License-Identifier: MIT
//
// The first half of the article: a future without a scheduler. The developer polls by hand, three times.
#include <cstdio>
#include <mutex>

#include <wakelaw/wakelaw.hpp>

// <1> The future.
class Hello {
public:
    // <3> The function that runs it. The context is not used: nothing here has to be waited for.
    wakelaw::Poll<void> poll(wakelaw::Context&) {
        switch (state_) {
            case State::HELLO:
                std::printf("Hello, ");
                state_ = State::WORLD;
                return wakelaw::Pending{};  // can be called again
            case State::WORLD:
                std::printf("World!\n");
                state_ = State::END;
                return wakelaw::Pending{};  // can be called again
            case State::END:
                break;
        }
        return wakelaw::Poll<void>::ready();  // finished
    }

private:
    // <2> Its states.
    enum class State { HELLO, WORLD, END };
    State state_ = State::HELLO;
};

// The unit of execution. The mutex is there because a task is shared: nobody else may poll while we do.
struct Task {
    std::mutex mutex;
    wakelaw::BoxedFuture<void> hello = wakelaw::boxed(Hello{});

    // Does nothing: there is no scheduler that should poll again.
    static void wake_by_ref(const wakelaw::Arc<Task>&) {}
};

int main() {
    // Initialisation.
    const auto task = wakelaw::make_arc<Task>();
    const auto waker = wakelaw::waker_ref(task);
    auto context = wakelaw::Context::from_waker(waker);
    const std::lock_guard lock(task->mutex);

    // Stop and go.
    static_cast<void>(task->hello.poll(context));
    static_cast<void>(task->hello.poll(context));
    static_cast<void>(task->hello.poll(context));
}
