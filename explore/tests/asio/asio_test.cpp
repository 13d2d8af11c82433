// SPDX-License-Identifier: MIT
#include "asio_programs.hpp"

#include <cstdint>
#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace wakelaw::explore::asio_programs {

namespace {

void expect_clean(const std::function<void()>& program, std::uint64_t schedules) {
    Options options;
    options.schedules = schedules;
    for (const Strategy strategy : {Strategy::random, Strategy::pct, Strategy::pos}) {
        options.strategy = strategy;
        const Result result = explore(program, options);
        EXPECT_FALSE(result.finding) << to_string(strategy) << ": " << to_string(result.finding->kind) << ": "
                                     << result.finding->message << '\n'
                                     << result.finding->table;
        EXPECT_EQ(result.schedules, schedules) << to_string(strategy);
    }
}

constexpr std::uint64_t few = 300;
constexpr std::uint64_t many = 20'000;

TEST(Asio, ThreadPoolIsNotAccused) { expect_clean(thread_pool, few); }
TEST(Asio, StrandIsNotAccused) { expect_clean(strand, few); }
TEST(Asio, IoContextWithATimerIsNotAccused) { expect_clean(io_context_with_timer, few); }
TEST(Asio, LongThreadPoolIsNotAccused) { expect_clean(thread_pool, many); }
TEST(Asio, LongStrandIsNotAccused) { expect_clean(strand, many); }
TEST(Asio, LongIoContextWithATimerIsNotAccused) { expect_clean(io_context_with_timer, many); }

/// The strand with its strand taken away.
void no_strand() {
    asio::thread_pool pool(2);
    int calls = 0;
    for (int i = 0; i < handlers; ++i) {
        asio::post(pool, [&] { ++calls; });
    }
    pool.join();
}

TEST(Asio, WithoutAStrandTheHandlersRace) {
    const Result result = explore(no_strand);
    ASSERT_TRUE(result.finding);
    EXPECT_EQ(result.finding->kind, Kind::data_race) << result.finding->message;
}

}  // namespace

}  // namespace wakelaw::explore::asio_programs
