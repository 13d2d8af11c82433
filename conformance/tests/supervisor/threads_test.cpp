// SPDX-License-Identifier: MIT
// The stall proof against processes whose threads are in a known state.
#include "supervisor/threads.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <vector>

#include "process.hpp"

namespace wakelaw::conformance {

// For the messages of GoogleTest.
static void PrintTo(StallAnswer answer, std::ostream* out) {
    constexpr const char* names[] = {"moving", "stalled", "timed", "unknown"};
    *out << names[static_cast<int>(answer)];
}
static void PrintTo(ThreadState state, std::ostream* out) {
    constexpr const char* names[] = {"running", "blocked", "timed", "unknown", "ended"};
    *out << names[static_cast<int>(state)];
}

namespace {

using testing::Child;

constexpr int looks = 50;  // once a thread is in its state, each look must say the same
constexpr int many_looks = 4000;  // at what must never be taken for a stall

class Helper {
public:
    explicit Helper(const std::string& state) : child_({WAKELAW_THREADS_HELPER, state}) {
        const std::string line = child_.read_line();
        std::from_chars(line.data(), line.data() + line.size(), thread_);
    }
    [[nodiscard]] pid_t process() const { return child_.id(); }
    /// The thread that has announced that it enters the state.
    [[nodiscard]] pid_t thread() const { return thread_; }
    /// The first answer that is not `moving`: a thread on its way into a wait is running until it waits.
    [[nodiscard]] StallAnswer settled(const std::vector<pid_t>& ignored = {}) const {
        StallAnswer answer = StallAnswer::moving;
        testing::wait_for([&] {
            answer = prove_stall(process(), ignored);
            return answer != StallAnswer::moving;
        });
        return answer;
    }

private:
    Child child_;
    pid_t thread_ = 0;
};

struct Waiting {
    const char* state;
    StallAnswer answer;
    friend void PrintTo(const Waiting& one, std::ostream* out) { *out << one.state; }
};

class StallProof : public ::testing::TestWithParam<Waiting> {};

TEST_P(StallProof, OfAThreadThatWaits) {
    const Helper helper(GetParam().state);
    ASSERT_GT(helper.thread(), 0);
    EXPECT_EQ(helper.settled(), GetParam().answer);
    for (int i = 0; i < looks; ++i) {
        ASSERT_EQ(prove_stall(helper.process(), {}), GetParam().answer) << "look " << i;
    }
}

INSTANTIATE_TEST_SUITE_P(
    States, StallProof,
    ::testing::Values(
        Waiting{"futex", StallAnswer::stalled}, Waiting{"mutex", StallAnswer::stalled},
        Waiting{"condition", StallAnswer::stalled}, Waiting{"condition-limit", StallAnswer::timed},
        Waiting{"atomic-wait", StallAnswer::stalled}, Waiting{"join", StallAnswer::stalled},
        Waiting{"pause", StallAnswer::stalled}, Waiting{"nanosleep", StallAnswer::timed},
        Waiting{"epoll", StallAnswer::stalled}, Waiting{"epoll-limit", StallAnswer::timed},
        Waiting{"epoll-armed", StallAnswer::timed}, Waiting{"epoll-disarmed", StallAnswer::stalled},
        Waiting{"epoll-nested-armed", StallAnswer::timed},
        Waiting{"epoll-nested-disarmed", StallAnswer::stalled}, Waiting{"read-eventfd", StallAnswer::stalled},
        Waiting{"read-pipe", StallAnswer::stalled}, Waiting{"read-timer", StallAnswer::timed},
        Waiting{"read-socket", StallAnswer::unknown}, Waiting{"poll", StallAnswer::stalled},
        Waiting{"poll-nothing", StallAnswer::stalled}, Waiting{"poll-armed", StallAnswer::timed},
        Waiting{"poll-socket", StallAnswer::unknown}, Waiting{"poll-limit", StallAnswer::timed},
        Waiting{"poll-call", StallAnswer::stalled}, Waiting{"posix-timer", StallAnswer::timed},
        Waiting{"posix-timer-thread", StallAnswer::timed}),
    [](const auto& one_of_them) {
        std::string name = one_of_them.param.state;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

TEST(StallProofOfAProcess, ThatSpinsIsNone) {
    const Helper helper("spin");
    for (int i = 0; i < many_looks; ++i) {
        ASSERT_EQ(prove_stall(helper.process(), {}), StallAnswer::moving) << "look " << i;
    }
}

TEST(StallProofOfAProcess, LeavesIgnoredThreadsOut) {
    const Helper helper("spin");
    EXPECT_EQ(helper.settled({helper.thread()}), StallAnswer::stalled);
    EXPECT_EQ(prove_stall(helper.process(), {}), StallAnswer::moving);
}

TEST(StallProofOfAProcess, WhoseThreadsWakeEachOtherInTurnIsNeverGiven) {
    for (const char* const state : {"toss", "pass-round"}) {
        const Helper helper(state);
        for (int i = 0; i < many_looks; ++i) {
            ASSERT_EQ(prove_stall(helper.process(), {}), StallAnswer::moving) << state << ", look " << i;
        }
    }
}

TEST(StallProofOfAProcess, WhoseThreadsAreStarvedIsNeverGiven) {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    ASSERT_EQ(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i) {
        if (CPU_ISSET(i, &allowed)) {
            CPU_SET(i, &one);
        }
    }
    const auto pinned = [&](const char* state) {
        auto helper = std::make_unique<Helper>(state);
        for (const ThreadSample& thread : sample_threads(helper->process(), {})) {
            sched_setaffinity(thread.id, sizeof one, &one);
        }
        return helper;
    };
    const auto starved = pinned("toss");
    for (const ThreadSample& thread : sample_threads(starved->process(), {})) {
        setpriority(PRIO_PROCESS, static_cast<id_t>(thread.id), 19);
    }
    std::array<std::unique_ptr<Helper>, 6> crowd;
    for (std::unique_ptr<Helper>& one_of_them : crowd) {
        one_of_them = pinned("spin");
    }
    for (int i = 0; i < many_looks; ++i) {
        ASSERT_EQ(prove_stall(starved->process(), {}), StallAnswer::moving) << "look " << i;
    }
}

TEST(StallProofOfAProcess, ThatIsGoneIsNotGiven) {
    pid_t gone = 0;
    {
        const Helper helper("futex");
        gone = helper.process();
        EXPECT_FALSE(sample_threads(gone, {}).empty());
    }
    EXPECT_TRUE(sample_threads(gone, {}).empty());
    EXPECT_EQ(prove_stall(gone, {}), StallAnswer::moving);
    EXPECT_EQ(processor_time_ns(gone), 0U);
}

/// Between its death and the call that learns of it.
TEST(StallProofOfAProcess, ThatNobodyHasBuriedYetIsNotGiven) {
    const pid_t process = fork();
    if (process == 0) {
        _exit(0);
    }
    ASSERT_GT(process, 0);
    siginfo_t how{};
    ASSERT_EQ(waitid(P_PID, static_cast<id_t>(process), &how, WEXITED | WNOWAIT), 0);
    const std::vector<ThreadSample> threads = sample_threads(process, {});
    ASSERT_EQ(threads.size(), 1U);
    EXPECT_EQ(threads.front().state, ThreadState::ended);
    EXPECT_EQ(prove_stall(process, {}), StallAnswer::moving);
    EXPECT_EQ(waitpid(process, nullptr, 0), process);
}

TEST(ProcessorTime, GrowsWhileAProcessRunsAndNotWhileItWaits) {
    const Helper spinning("spin");
    testing::wait_for([&] { return processor_time_ns(spinning.process()) >= 20'000'000; });
    const Helper waiting("futex");
    ASSERT_EQ(waiting.settled(), StallAnswer::stalled);
    const std::uint64_t before = processor_time_ns(waiting.process());
    testing::wait_for([&, until = processor_time_ns(spinning.process()) + 50'000'000] {
        return processor_time_ns(spinning.process()) >= until;
    });
    EXPECT_EQ(processor_time_ns(waiting.process()), before);
}

std::string call(long number, const std::string& arguments) {
    return std::to_string(number) + " " + arguments;
}

TEST(ALineOfASystemCall, ThatSaysRunningIsNoWait) {
    EXPECT_EQ(classify_system_call("running\n").state, ThreadState::running);
}

TEST(ALineOfASystemCall, ThatIsNotUnderstoodIsUnknown) {
    for (const char* const line : {"", "\n", "garbage", "-1 0x7ffd0 0x7f00", "202", "202 0x1 0x0 0x0"}) {
        EXPECT_EQ(classify_system_call(line).state, ThreadState::unknown) << line;
    }
    EXPECT_EQ(classify_system_call(call(SYS_ioctl, "0x1 0x2 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n")).state,
              ThreadState::unknown);
    EXPECT_EQ(classify_system_call(call(SYS_io_getevents, "0x1 0x2 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n")).state,
              ThreadState::unknown);
}

TEST(ALineOfASystemCall, OfAFutexHasALimitIfTheFourthArgumentIsNotNull) {
    EXPECT_EQ(classify_system_call(call(SYS_futex, "0x7f00 0x80 0x0 0x0 0x5 0x6 0x7ffd 0x7f00\n")).state,
              ThreadState::blocked);
    EXPECT_EQ(classify_system_call(call(SYS_futex, "0x7f00 0x80 0x0 0x7ffd 0x0 0x0 0x7ffd 0x7f00\n")).state,
              ThreadState::timed);
}

TEST(ALineOfASystemCall, OfEpollNamesTheInstanceAndHasALimitUnlessItIsNegative) {
#ifdef SYS_epoll_wait
    const long number = SYS_epoll_wait;
#else
    const long number = SYS_epoll_pwait;
#endif
    for (const char* const limit : {"0xffffffff", "0xffffffffffffffff"}) {
        const SystemCallWait wait = classify_system_call(
            call(number, "0x5 0x7f00 0x80 " + std::string(limit) + " 0x0 0x0 0x7ffd 0x7f00\n"));
        EXPECT_EQ(wait.state, ThreadState::blocked) << limit;
        EXPECT_TRUE(wait.needs_descriptors);
        EXPECT_EQ(wait.descriptor, 5);
    }
    EXPECT_EQ(classify_system_call(call(number, "0x5 0x7f00 0x80 0x0 0x0 0x0 0x7ffd 0x7f00\n")).state,
              ThreadState::timed);
    EXPECT_EQ(classify_system_call(call(number, "0x5 0x7f00 0x80 0x7fffffff 0x0 0x0 0x7ffd 0x7f00\n")).state,
              ThreadState::timed);
}

TEST(ALineOfASystemCall, OfEpollWithANanosecondLimitHasOneIfItIsNotNull) {
    const SystemCallWait wait =
        classify_system_call(call(SYS_epoll_pwait2, "0x6 0x7f00 0x80 0x0 0x0 0x8 0x7ffd 0x7f00\n"));
    EXPECT_EQ(wait.state, ThreadState::blocked);
    EXPECT_EQ(wait.descriptor, 6);
    EXPECT_EQ(
        classify_system_call(call(SYS_epoll_pwait2, "0x6 0x7f00 0x80 0x7ffd 0x0 0x8 0x7ffd 0x7f00\n")).state,
        ThreadState::timed);
}

TEST(ALineOfASystemCall, OfPpollNamesTheSetAndHasALimitIfTheThirdArgumentIsNotNull) {
    const SystemCallWait wait =
        classify_system_call(call(SYS_ppoll, "0x7f10 0x2 0x0 0x0 0x8 0x0 0x7ffd 0x7f00\n"));
    EXPECT_EQ(wait.state, ThreadState::blocked);
    EXPECT_TRUE(wait.needs_descriptors);
    EXPECT_EQ(wait.descriptor, -1);
    EXPECT_EQ(wait.poll_set, 0x7f10U);
    EXPECT_EQ(wait.poll_count, 2U);
    EXPECT_EQ(classify_system_call(call(SYS_ppoll, "0x7f10 0x2 0x7f20 0x0 0x8 0x0 0x7ffd 0x7f00\n")).state,
              ThreadState::timed);
}

#ifdef SYS_poll
TEST(ALineOfASystemCall, OfPollHasALimitUnlessItIsNegative) {
    for (const char* const limit : {"0xffffffff", "0xffffffffffffffff"}) {
        const SystemCallWait wait = classify_system_call(
            call(SYS_poll, "0x7f10 0x1 " + std::string(limit) + " 0x0 0x0 0x0 0x7ffd 0x7f00\n"));
        EXPECT_EQ(wait.state, ThreadState::blocked) << limit;
        EXPECT_EQ(wait.poll_set, 0x7f10U);
    }
    EXPECT_EQ(classify_system_call(call(SYS_poll, "0x7f10 0x1 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n")).state,
              ThreadState::timed);
}
#endif

TEST(ALineOfASystemCall, OfARead_DependsOnTheDescriptor) {
    const SystemCallWait wait =
        classify_system_call(call(SYS_read, "0x9 0x7f00 0x8 0x0 0x0 0x0 0x7ffd 0x7f00\n"));
    EXPECT_TRUE(wait.needs_descriptors);
    EXPECT_EQ(wait.descriptor, 9);
}

TEST(ALineOfASystemCall, OfASleepEndsByItself) {
    for (const long number : {SYS_nanosleep, SYS_clock_nanosleep, SYS_restart_syscall}) {
        EXPECT_EQ(classify_system_call(call(number, "0x0 0x0 0x7f00 0x0 0x0 0x0 0x7ffd 0x7f00\n")).state,
                  ThreadState::timed);
    }
}

TEST(ALineOfASystemCall, OfAWaitForSignalsIsBlockedUnlessLimited) {
    EXPECT_EQ(
        classify_system_call(call(SYS_rt_sigtimedwait, "0x1 0x2 0x0 0x8 0x0 0x0 0x7ffd 0x7f00\n")).state,
        ThreadState::blocked);
    EXPECT_EQ(
        classify_system_call(call(SYS_rt_sigtimedwait, "0x1 0x2 0x7f00 0x8 0x0 0x0 0x7ffd 0x7f00\n")).state,
        ThreadState::timed);
    EXPECT_EQ(classify_system_call(call(SYS_rt_sigsuspend, "0x1 0x8 0x0 0x0 0x0 0x0 0x7ffd 0x7f00\n")).state,
              ThreadState::blocked);
}

}  // namespace
}  // namespace wakelaw::conformance
