// SPDX-License-Identifier: MIT
//
// One thread: the reference beside asio's io_context. Each pair does the same job: each of N tasks runs, puts
// itself at the end of the queue, and so on. An asio handler is no task: it has no waker, no state and no
// join, so asio does less.
#include <benchmark/benchmark.h>

#include <asio.hpp>

#include <vector>

#include <wakelaw/wakelaw.hpp>

namespace {

using namespace wakelaw;

constexpr int yields_a_task = 10000;
constexpr int batch = 10000;

struct Yields {
    int left;
    Poll<void> poll(Context& context) {
        if (left-- == 0)
            return Poll<void>::ready();
        context.waker().wake_by_ref();
        return Pending{};
    }
};

void yield_wakelaw(benchmark::State& state) {
    const auto tasks = static_cast<int>(state.range(0));
    LocalExecutor executor;
    for (auto _ : state) {
        for (int i = 0; i < tasks; ++i)
            executor.spawn(Yields{yields_a_task}).detach();
        executor.run();
    }
    state.SetItemsProcessed(state.iterations() * tasks * yields_a_task);
}
BENCHMARK(yield_wakelaw)->Arg(1)->Arg(100);

struct Reposts {
    asio::io_context* context;
    int left;
    void operator()() {
        if (left-- > 0)
            asio::post(*context, Reposts{context, left});
    }
};

void yield_asio(benchmark::State& state) {
    const auto tasks = static_cast<int>(state.range(0));
    asio::io_context context(1);
    for (auto _ : state) {
        for (int i = 0; i < tasks; ++i)
            asio::post(context, Reposts{&context, yields_a_task});
        context.run();
        context.restart();
    }
    state.SetItemsProcessed(state.iterations() * tasks * yields_a_task);
}
BENCHMARK(yield_asio)->Arg(1)->Arg(100);

void spawn_batch_wakelaw(benchmark::State& state) {
    LocalExecutor executor;
    long long sum = 0;
    for (auto _ : state) {
        for (int i = 0; i < batch; ++i) {
            executor
                .spawn(poll_fn([&sum, i](Context&) {
                    sum += i;
                    return Poll<void>::ready();
                }))
                .detach();
        }
        executor.run();
    }
    benchmark::DoNotOptimize(sum);
    state.SetItemsProcessed(state.iterations() * batch);
}
BENCHMARK(spawn_batch_wakelaw);

void spawn_batch_asio(benchmark::State& state) {
    asio::io_context context(1);
    long long sum = 0;
    for (auto _ : state) {
        for (int i = 0; i < batch; ++i)
            asio::post(context, [&sum, i] { sum += i; });
        context.run();
        context.restart();
    }
    benchmark::DoNotOptimize(sum);
    state.SetItemsProcessed(state.iterations() * batch);
}
BENCHMARK(spawn_batch_asio);

// asio has no counterpart without coroutines: post and the reading of a result.
void spawn_and_take_wakelaw(benchmark::State& state) {
    LocalExecutor executor;
    Context context = Context::from_waker(Waker::noop());
    long long sum = 0;
    for (auto _ : state) {
        auto handle = executor.spawn(ready(1));
        executor.try_run_one();
        sum += handle.poll(context).value();
    }
    benchmark::DoNotOptimize(sum);
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(spawn_and_take_wakelaw);

// spawn_on over asio: what the poll contract costs on an executor that is not ours.
void yield_wakelaw_on_asio(benchmark::State& state) {
    asio::io_context context(1);
    for (auto _ : state) {
        spawn_on([&context](Runnable runnable) { asio::post(context, std::move(runnable)); },
                 Yields{yields_a_task})
            .detach();
        context.run();
        context.restart();
    }
    state.SetItemsProcessed(state.iterations() * yields_a_task);
}
BENCHMARK(yield_wakelaw_on_asio);

}  // namespace
