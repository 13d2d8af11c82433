// SPDX-License-Identifier: MIT
/// \file
/// The stall proof: whether every thread of a process is blocked with no time limit, read from the kernel's
/// account of its threads. No clock takes part: a thread that could run and is not let to is not blocked.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace wakelaw::conformance {

enum class ThreadState : std::uint8_t {
    running,  ///< it runs or could run
    blocked,  ///< it waits in a system call without a time limit
    timed,  ///< it waits in a system call that ends by itself
    unknown,  ///< it waits for something this proof does not know
    ended,  ///< it will never run again
};

/// One thread, as /proc shows it.
struct ThreadSample {
    pid_t id = 0;
    ThreadState state = ThreadState::unknown;
    std::uint64_t switches = 0;  ///< how often it has been switched off a processor
    friend bool operator==(const ThreadSample&, const ThreadSample&) = default;
};

/// What /proc/PID/task/TID/syscall says, decided without looking at descriptors: `needs_descriptors` tells
/// that the call waits on descriptors, one of which may be a timer.
struct SystemCallWait {
    ThreadState state = ThreadState::unknown;
    bool needs_descriptors = false;
    std::int64_t descriptor = -1;  ///< the one it reads from, or the epoll instance
    std::uint64_t poll_set = 0;  ///< or the address of an array of pollfd, in the process
    std::uint64_t poll_count = 0;
};
[[nodiscard]] SystemCallWait classify_system_call(std::string_view line);

/// The threads of a process now, without those in `ignored`. Empty if the process is gone.
[[nodiscard]] std::vector<ThreadSample> sample_threads(pid_t process, const std::vector<pid_t>& ignored);

enum class StallAnswer : std::uint8_t {
    moving,  ///< something runs, or ran between the two looks
    stalled,  ///< proved: all threads were blocked at one moment, without a time limit
    timed,  ///< all threads wait, at least one of them with a time limit
    unknown,  ///< all threads wait, at least one of them for something unknown
};

/// Looks twice. If each thread is blocked in both looks and was never switched in between, all were blocked
/// at the moment between the looks, and nobody is left to end it. A process whose threads have all ended is
/// no stall, but dead: whoever waits for it learns of what.
[[nodiscard]] StallAnswer prove_stall(pid_t process, const std::vector<pid_t>& ignored);

/// The processor time a process has used, in nanoseconds; 0 if it is gone.
[[nodiscard]] std::uint64_t processor_time_ns(pid_t process);

}  // namespace wakelaw::conformance
