// SPDX-License-Identifier: MIT
//
// Two threads: the reference beside asio's thread_pool, the same jobs as in local_executor_bench.cpp.
#include <benchmark/benchmark.h>

#include <asio.hpp>

#include <atomic>
#include <latch>
#include <optional>

#include <wakelaw/wakelaw.hpp>

namespace {

using namespace wakelaw;

constexpr unsigned threads = 2;
constexpr int yields_a_task = 1000;
constexpr int batch = 10000;

// Wakes one waiting thread when it has been counted down.
class Countdown {
public:
    explicit Countdown(int n) : left_(n) {}
    void count_down() {
        if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1)
            latch_.count_down();
    }
    void wait() const { latch_.wait(); }

private:
    std::atomic<int> left_;
    std::latch latch_{1};
};

void pool_yield_wakelaw(benchmark::State& state) {
    const auto tasks = static_cast<int>(state.range(0));
    ThreadPool pool(threads);
    for (auto _ : state) {
        auto done = std::make_shared<Countdown>(tasks);
        for (int i = 0; i < tasks; ++i) {
            pool.spawn(poll_fn([done, left = yields_a_task](Context& context) mutable -> Poll<void> {
                    if (left-- == 0) {
                        done->count_down();
                        return Poll<void>::ready();
                    }
                    context.waker().wake_by_ref();
                    return Pending{};
                }))
                .detach();
        }
        done->wait();
    }
    state.SetItemsProcessed(state.iterations() * tasks * yields_a_task);
}
BENCHMARK(pool_yield_wakelaw)->Arg(1)->Arg(100)->UseRealTime();

struct Reposts {
    asio::thread_pool* pool;
    Countdown* done;
    int left;
    void operator()() {
        if (left-- == 0) {
            done->count_down();
        } else {
            asio::post(*pool, Reposts{pool, done, left});
        }
    }
};

void pool_yield_asio(benchmark::State& state) {
    const auto tasks = static_cast<int>(state.range(0));
    asio::thread_pool pool(threads);
    for (auto _ : state) {
        // Kept until the pool has passed on: the last handler may still touch it.
        auto done = std::make_shared<Countdown>(tasks);
        for (int i = 0; i < tasks; ++i) {
            asio::post(pool,
                       [done, reposts = Reposts{&pool, done.get(), yields_a_task}]() mutable { reposts(); });
        }
        done->wait();
        static std::shared_ptr<Countdown> keep;
        keep = std::move(done);
    }
    pool.join();
    state.SetItemsProcessed(state.iterations() * tasks * yields_a_task);
}
BENCHMARK(pool_yield_asio)->Arg(1)->Arg(100)->UseRealTime();

void pool_spawn_batch_wakelaw(benchmark::State& state) {
    ThreadPool pool(threads);
    for (auto _ : state) {
        auto done = std::make_shared<Countdown>(batch);
        for (int i = 0; i < batch; ++i) {
            pool.spawn(poll_fn([count = done.get()](Context&) {
                    count->count_down();
                    return Poll<void>::ready();
                }))
                .detach();
        }
        done->wait();
        static std::shared_ptr<Countdown> keep;
        keep = std::move(done);
    }
    state.SetItemsProcessed(state.iterations() * batch);
}
BENCHMARK(pool_spawn_batch_wakelaw)->UseRealTime();

void pool_spawn_batch_asio(benchmark::State& state) {
    asio::thread_pool pool(threads);
    for (auto _ : state) {
        auto done = std::make_shared<Countdown>(batch);
        for (int i = 0; i < batch; ++i) {
            asio::post(pool, [count = done.get()] { count->count_down(); });
        }
        done->wait();
        static std::shared_ptr<Countdown> keep;
        keep = std::move(done);
    }
    pool.join();
    state.SetItemsProcessed(state.iterations() * batch);
}
BENCHMARK(pool_spawn_batch_asio)->UseRealTime();

void pool_create_destroy_wakelaw(benchmark::State& state) {
    for (auto _ : state) {
        ThreadPool pool(threads);
        benchmark::DoNotOptimize(pool);
    }
}
BENCHMARK(pool_create_destroy_wakelaw)->UseRealTime();

void pool_create_destroy_asio(benchmark::State& state) {
    for (auto _ : state) {
        asio::thread_pool pool(threads);
        benchmark::DoNotOptimize(pool);
    }
}
BENCHMARK(pool_create_destroy_asio)->UseRealTime();

}  // namespace
