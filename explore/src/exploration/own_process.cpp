// SPDX-License-Identifier: MIT
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>

#include "exploration/batch.hpp"
#include "runtime/donor.hpp"
#include "runtime/scheduler.hpp"
#include "runtime/system_call.hpp"

namespace wakelaw::explore::exploration {

namespace {

using runtime::system_call;

[[noreturn]] void work(const std::function<void()>& body, const Batch& batch, Outcome& outcome) {
    runtime::forget_donors();
    runtime::forget_threads();
    try {
        run_in_this_process(body, batch, outcome);
    } catch (const std::exception& exception) {
        outcome.set_finding(Kind::unsupported, exception.what());
        outcome.finished = true;
    }
    std::fflush(nullptr);
    _exit(0);
}

std::uint64_t progress_of(const Outcome& outcome) {
    return outcome.schedules.load(std::memory_order_relaxed) * runtime::EventLog::capacity +
           outcome.log.count.load(std::memory_order_relaxed) +
           outcome.record.count.load(std::memory_order_relaxed);
}

/// True: the process has ended.
bool wait_for_end(int process_descriptor, double seconds) {
    pollfd request{process_descriptor, POLLIN, 0};
    return poll(&request, 1, static_cast<int>(seconds * 1000) + 1) > 0;
}

/// False: it made no progress for so long, and had to be killed.
bool wait_while_it_works(pid_t process, const Outcome& outcome, double patience) {
    const auto descriptor = static_cast<int>(system_call(SYS_pidfd_open, process, 0));
    if (descriptor < 0) {
        return true;  // an old kernel: then without the watch
    }
    // A process that is only slow makes progress within one of so many looks.
    constexpr int looks = 10;
    std::uint64_t progress = progress_of(outcome);
    int looks_without = 0;
    bool ended = wait_for_end(descriptor, patience / looks);
    while (!ended && looks_without < looks) {
        const std::uint64_t now = progress_of(outcome);
        looks_without = now == progress ? looks_without + 1 : 0;
        progress = now;
        ended = wait_for_end(descriptor, patience / looks);
    }
    if (!ended) {
        kill(process, SIGKILL);
    }
    system_call(SYS_close, descriptor);
    return ended;
}

int status_of(pid_t process) {
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

std::string describe_death(int status) {
    if (WIFSIGNALED(status)) {
        return "signal " + std::to_string(WTERMSIG(status)) + " (" + strsignal(WTERMSIG(status)) + ")";
    }
    return "the body ends the process with exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

void run_in_own_process(const std::function<void()>& body, const Batch& batch, Outcome& outcome) {
    std::fflush(nullptr);
    outcome.finished = false;
    const pid_t process = fork();
    if (process < 0) {
        throw std::runtime_error(std::string("explore: fork: ") + std::strerror(errno));
    }
    if (process == 0) {
        work(body, batch, outcome);
    }
    const bool worked = wait_while_it_works(process, outcome, batch.options.patience);
    const int status = status_of(process);
    if (outcome.finished) {
        return;
    }
    if (!worked) {
        outcome.set_finding(
            Kind::uncontrolled,
            "no step within " + std::to_string(batch.options.patience) +
                " s: the body computes without end, or blocks in a call that cannot be controlled");
    } else if (!outcome.has_finding) {
        outcome.set_finding(Kind::crash, describe_death(status));
    }
}

}  // namespace wakelaw::explore::exploration
