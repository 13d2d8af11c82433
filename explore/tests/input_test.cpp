// SPDX-License-Identifier: MIT
// Bad input, and bodies that cannot be controlled: one clear line each.
#include <sys/syscall.h>
#include <unistd.h>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <vector>

#include "testing.hpp"

namespace {

using namespace testing_explore;
using wakelaw::explore::explore;

void nothing() {}

std::string refusal(const Options& options) {
    try {
        (void)explore(nothing, options);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

template <class Value>
std::string refusal(Value Options::*option, Value value) {
    Options options;
    options.*option = value;
    return refusal(options);
}

TEST(Options, OutOfRangeAreNamedWithTheirRange) {
    EXPECT_EQ(refusal(&Options::schedules, std::uint64_t{0}),
              "option schedules: 0 is out of range; give 1 or more");
    EXPECT_EQ(refusal(&Options::depth, 0U), "option depth: 0 is out of range; give 1 to 32");
    EXPECT_EQ(refusal(&Options::depth, 33U), "option depth: 33 is out of range; give 1 to 32");
    EXPECT_EQ(refusal(&Options::preemptions, -2),
              "option preemptions: -2 is out of range; give 0 to 1000, or -1 for no bound");
    EXPECT_EQ(refusal(&Options::deviations, -2),
              "option deviations: -2 is out of range; give 0 to 1000, or -1 for no bound");
    EXPECT_EQ(refusal(&Options::spurious, 9U), "option spurious: 9 is out of range; give 0 to 8");
    EXPECT_EQ(refusal(&Options::most_steps, 0U), "option most_steps: 0 is out of range; give 1 to 10000000");
    EXPECT_EQ(refusal(&Options::seconds, -1.0),
              "option seconds: -1.000000 is out of range; give 0 (no limit) or more");
    EXPECT_EQ(refusal(&Options::strategy, static_cast<Strategy>(77)),
              "option strategy: 77 is out of range; give one of Strategy");
    EXPECT_EQ(refusal(&Options::carrier, static_cast<Carrier>(77)),
              "option carrier: 77 is out of range; give one of Carrier");
    EXPECT_EQ(refusal(Options{}), "accepted");
}

TEST(Options, EndTheExploration) {
    Options options = with(Strategy::random, 1'000'000'000);
    options.seconds = 0.2;
    const Result result = explore(nothing, options);
    expect_clean(result);
    EXPECT_LT(result.schedules, 1'000'000'000U);
    EXPECT_EQ(explore(nothing, with(Strategy::random, 42)).schedules, 42U);
}

void expect_refused(const Result& result, Kind kind, const char* word) {
    expect_finding(result, kind);
    if (result.finding) {
        EXPECT_NE(result.finding->message.find(word), std::string::npos) << result.finding->message;
        EXPECT_EQ(result.finding->message.find('\n'), std::string::npos);
    }
}

TEST(Unsupported, MoreThreadsThanThereIsRoomFor) {
    expect_refused(explore([] {
                       std::vector<std::jthread> threads;
                       for (int i = 0; i < 64; ++i) {
                           threads.emplace_back([] {});
                       }
                   }),
                   Kind::unsupported, "more than 64 threads");
}

TEST(Unsupported, Fork) {
    expect_refused(explore([] {
                       if (fork() == 0) {
                           _exit(0);
                       }
                   }),
                   Kind::unsupported, "fork");
}

TEST(Unsupported, SignalHandlers) {
    expect_refused(explore([] { std::signal(SIGUSR1, [](int) {}); }), Kind::unsupported, "signal");
}

TEST(Unsupported, ThreadExit) {
    expect_refused(explore([] { std::thread([] { pthread_exit(nullptr); }).join(); }), Kind::unsupported,
                   "pthread_exit");
}

TEST(Uncontrolled, ABlockingSystemCallOutsideTheList) {
    expect_refused(explore([] {
                       char byte = 0;
                       syscall(SYS_read, 0, &byte, 0);
                   }),
                   Kind::uncontrolled, "system call");
    expect_refused(explore([] { pause(); }), Kind::uncontrolled, "pause");
}

TEST(Explore, IsNotReentrant) {
    Options options = with(Strategy::random, 1);
    options.schedules_per_process = 0;
    const Result result = explore([] { (void)explore(nothing); }, options);
    expect_finding(result, Kind::assertion);
    EXPECT_NE(result.finding->message.find("not reentrant"), std::string::npos) << result.finding->message;
}

}  // namespace
