// SPDX-License-Identifier: MIT
#include <benchmark/benchmark.h>

#include <optional>

#include <wakelaw/wakelaw.hpp>

namespace {

using namespace wakelaw;

// A task that has left its waker here.
struct Parked {
    std::optional<Waker> waker;
    LocalExecutor executor;
    JoinHandle<void> handle = executor.spawn(poll_fn([this](Context& context) -> Poll<void> {
        waker.emplace(context.waker().clone());
        return Pending{};
    }));
    Parked() { executor.run_until_stalled(); }
};

void waker_clone_drop(benchmark::State& state) {
    Parked parked;
    for (auto _ : state) {
        Waker clone = parked.waker->clone();
        benchmark::DoNotOptimize(clone);
    }
}
BENCHMARK(waker_clone_drop);

void waker_wake_of_a_scheduled_task(benchmark::State& state) {
    Parked parked;
    for (auto _ : state) {
        parked.waker->wake_by_ref();
        benchmark::ClobberMemory();
    }
}
BENCHMARK(waker_wake_of_a_scheduled_task);

void waker_will_wake(benchmark::State& state) {
    Parked parked;
    const Waker clone = parked.waker->clone();
    for (auto _ : state) {
        benchmark::DoNotOptimize(parked.waker);
        bool same = parked.waker->will_wake(clone);
        benchmark::DoNotOptimize(same);
    }
}
BENCHMARK(waker_will_wake);

}  // namespace
