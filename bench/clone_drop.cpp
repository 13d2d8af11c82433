// SPDX-License-Identifier: MIT
//
// What bench/instructions.sh counts: the clone and the drop of a task's waker, N times.
#include <cstdio>
#include <cstdlib>
#include <optional>

#include <wakelaw/wakelaw.hpp>

// A function of its own, so that the counter can be switched on by its name and the compiler knows nothing of
// `waker`.
extern "C" [[gnu::noinline]] void wakelaw_clone_and_drop(const wakelaw::Waker& waker) {
    const wakelaw::Waker clone = waker.clone();
}

int main(int argc, char** argv) {
    const int n = argc > 1 ? std::atoi(argv[1]) : 1;
    std::optional<wakelaw::Waker> waker;
    wakelaw::LocalExecutor executor;
    auto handle = executor.spawn(wakelaw::poll_fn([&](wakelaw::Context& context) -> wakelaw::Poll<void> {
        waker.emplace(context.waker().clone());
        return wakelaw::Pending{};
    }));
    executor.run_until_stalled();
    for (int i = 0; i < n; ++i)
        wakelaw_clone_and_drop(*waker);
    handle.abort();
}
