// SPDX-License-Identifier: MIT
#include "supervisor/threads.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>

namespace wakelaw::conformance {

namespace {

std::optional<std::string> read_all(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return std::nullopt;
    }
    std::string text;
    std::array<char, 4096> buffer;
    ssize_t count = 0;
    while ((count = read(fd, buffer.data(), buffer.size())) > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    close(fd);
    return text;
}

std::optional<std::string> link_target(const std::string& path) {
    std::array<char, 256> buffer;
    const ssize_t count = readlink(path.c_str(), buffer.data(), buffer.size());
    if (count < 0) {
        return std::nullopt;
    }
    return std::string(buffer.data(), static_cast<std::size_t>(count));
}

/// The words of a syscall line: the number, six arguments, stack and instruction pointer.
std::vector<std::int64_t> numbers_of(std::string_view line) {
    std::vector<std::int64_t> result;
    const std::string text(line);
    const char* at = text.c_str();
    while (*at != '\0') {
        char* end = nullptr;
        const auto value = *at == '-' ? static_cast<std::int64_t>(std::strtoll(at, &end, 0))
                                      : static_cast<std::int64_t>(std::strtoull(at, &end, 0));
        if (end == at) {
            break;
        }
        result.push_back(value);
        at = end;
    }
    return result;
}

std::uint64_t field_after(std::string_view text, std::string_view name) {
    const std::size_t at = text.find(name);
    if (at == std::string_view::npos) {
        return 0;
    }
    std::uint64_t value = 0;
    const char* const begin = text.data() + text.find_first_of("0123456789", at + name.size());
    std::from_chars(begin, text.data() + text.size(), value);
    return value;
}

bool is_timer(const std::string& process, std::int64_t descriptor) {
    const auto target = link_target(process + "/fd/" + std::to_string(descriptor));
    return !target || target->find("timerfd") != std::string::npos;
}

bool is_epoll(const std::string& process, std::int64_t descriptor) {
    const auto target = link_target(process + "/fd/" + std::to_string(descriptor));
    return target && target->find("eventpoll") != std::string::npos;
}

/// Whether the process has timers that send a signal or call a function. Where the kernel does not tell,
/// none.
bool has_posix_timers(pid_t process) {
    return !read_all("/proc/" + std::to_string(process) + "/timers").value_or("").empty();
}

/// Whether the epoll instance, or one that it watches, watches a timer that is armed.
bool watches_armed_timer(const std::string& process, std::int64_t epoll, int depth = 0) {
    constexpr int deepest = 5;  // the kernel nests no deeper
    const auto info = read_all(process + "/fdinfo/" + std::to_string(epoll));
    if (!info || depth > deepest) {
        return true;
    }
    for (std::size_t at = info->find("tfd:"); at != std::string::npos; at = info->find("tfd:", at + 1)) {
        const auto watched =
            static_cast<std::int64_t>(field_after(std::string_view(*info).substr(at), "tfd:"));
        if (is_epoll(process, watched)) {
            if (watches_armed_timer(process, watched, depth + 1)) {
                return true;
            }
            continue;
        }
        if (!is_timer(process, watched)) {
            continue;
        }
        const auto timer = read_all(process + "/fdinfo/" + std::to_string(watched));
        if (!timer || timer->find("it_value: (0, 0)") == std::string::npos) {
            return true;
        }
    }
    return false;
}

/// Whether a wait for the descriptor can be ended by the process itself only, by a timer, or by who knows
/// whom.
ThreadState wait_for_descriptor(const std::string& process, std::int64_t descriptor) {
    const auto target = link_target(process + "/fd/" + std::to_string(descriptor));
    if (!target) {
        return ThreadState::unknown;
    }
    if (target->find("eventpoll") != std::string::npos) {
        return watches_armed_timer(process, descriptor) ? ThreadState::timed : ThreadState::blocked;
    }
    const bool by_process_only =
        target->find("eventfd") != std::string::npos || target->rfind("pipe:", 0) == 0;
    return by_process_only                                ? ThreadState::blocked
           : target->find("timerfd") != std::string::npos ? ThreadState::timed
                                                          : ThreadState::unknown;
}

/// The same for an array of pollfd in the memory of the process.
ThreadState wait_for_poll_set(const std::string& process, const SystemCallWait& wait) {
    std::array<pollfd, 64> set{};
    if (wait.poll_count > set.size()) {
        return ThreadState::unknown;
    }
    if (wait.poll_count != 0) {
        const auto size = static_cast<ssize_t>(wait.poll_count * sizeof(pollfd));
        const int memory = open((process + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
        const ssize_t count = memory < 0 ? -1
                                         : pread(memory, set.data(), static_cast<std::size_t>(size),
                                                 static_cast<off_t>(wait.poll_set));
        close(memory);
        if (count != size) {
            return ThreadState::unknown;
        }
    }
    ThreadState state = ThreadState::blocked;
    for (std::size_t i = 0; i < wait.poll_count; ++i) {
        if (set[i].fd < 0) {
            continue;  // poll passes over it
        }
        const ThreadState one = wait_for_descriptor(process, set[i].fd);
        if (one == ThreadState::unknown) {
            return one;
        }
        state = one == ThreadState::timed ? one : state;
    }
    return state;
}

ThreadState state_of(const std::string& process, const std::string& task) {
    const auto stat = read_all(task + "/stat");
    if (!stat) {
        return ThreadState::running;  // it is just ending
    }
    const std::size_t after_name = stat->rfind(')');
    const char letter =
        after_name == std::string::npos || after_name + 2 >= stat->size() ? '?' : (*stat)[after_name + 2];
    if (letter == 'Z' || letter == 'X') {
        return ThreadState::ended;
    }
    if (letter != 'S') {
        return letter == 'D' || letter == 'R' ? ThreadState::running : ThreadState::unknown;
    }
    const auto call = read_all(task + "/syscall");
    if (!call) {
        return ThreadState::unknown;
    }
    const SystemCallWait wait = classify_system_call(*call);
    if (wait.state == ThreadState::blocked && wait.needs_descriptors) {
        return wait.descriptor < 0 ? wait_for_poll_set(process, wait)
                                   : wait_for_descriptor(process, wait.descriptor);
    }
    return wait.state;
}

}  // namespace

SystemCallWait classify_system_call(std::string_view line) {
    if (line.substr(0, 7) == "running") {
        return {ThreadState::running, false, -1};
    }
    const std::vector<std::int64_t> words = numbers_of(line);
    if (words.size() < 7) {
        return {ThreadState::unknown, false, -1};
    }
    const auto argument = [&](std::size_t index) { return words[index + 1]; };
    const auto unless_null = [&](std::size_t index) {
        return SystemCallWait{argument(index) == 0 ? ThreadState::blocked : ThreadState::timed, false, -1};
    };
    switch (words[0]) {
        case SYS_futex:
            return unless_null(3);
        case SYS_rt_sigsuspend:
#ifdef SYS_pause
        case SYS_pause:
#endif
            return {ThreadState::blocked, false, -1};
        case SYS_rt_sigtimedwait:
            return unless_null(2);
        case SYS_nanosleep:
        case SYS_clock_nanosleep:
        case SYS_restart_syscall:
            return {ThreadState::timed, false, -1};
#ifdef SYS_epoll_wait
        case SYS_epoll_wait:
#endif
        case SYS_epoll_pwait:
            return static_cast<std::int32_t>(argument(3)) < 0
                       ? SystemCallWait{ThreadState::blocked, true, argument(0)}
                       : SystemCallWait{ThreadState::timed, false, -1};
        case SYS_epoll_pwait2:
            return argument(3) == 0 ? SystemCallWait{ThreadState::blocked, true, argument(0)}
                                    : SystemCallWait{ThreadState::timed, false, -1};
#ifdef SYS_poll
        case SYS_poll:
            return static_cast<std::int32_t>(argument(2)) < 0
                       ? SystemCallWait{ThreadState::blocked, true, -1,
                                        static_cast<std::uint64_t>(argument(0)),
                                        static_cast<std::uint32_t>(argument(1))}
                       : SystemCallWait{ThreadState::timed, false, -1};
#endif
        case SYS_ppoll:
            return argument(2) == 0 ? SystemCallWait{ThreadState::blocked, true, -1,
                                                     static_cast<std::uint64_t>(argument(0)),
                                                     static_cast<std::uint32_t>(argument(1))}
                                    : SystemCallWait{ThreadState::timed, false, -1};
        case SYS_read:
        case SYS_write:
            return {ThreadState::blocked, true, argument(0)};
        default:
            return {ThreadState::unknown, false, -1};
    }
}

std::vector<ThreadSample> sample_threads(pid_t process, const std::vector<pid_t>& ignored) {
    std::vector<ThreadSample> result;
    const std::string base = "/proc/" + std::to_string(process);
    DIR* const directory = opendir((base + "/task").c_str());
    if (directory == nullptr) {
        return result;
    }
    while (const dirent* entry = readdir(directory)) {
        const std::string_view name(entry->d_name);
        pid_t id = 0;
        const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (error != std::errc() || std::find(ignored.begin(), ignored.end(), id) != ignored.end()) {
            continue;
        }
        const std::string task = base + "/task/" + entry->d_name;
        ThreadSample sample;
        sample.id = id;
        // First the state, then the switches: a thread that is blocked in the second look and was not
        // switched off since the first look's count was blocked all the time between the looks. The other way
        // round it might run between the looks and block again just before its state is read.
        sample.state = state_of(base, task);
        const std::string status = read_all(task + "/status").value_or("");
        sample.switches = field_after(status, "\nvoluntary_ctxt_switches:") +
                          field_after(status, "nonvoluntary_ctxt_switches:");
        result.push_back(sample);
    }
    closedir(directory);
    std::sort(result.begin(), result.end(),
              [](const ThreadSample& left, const ThreadSample& right) { return left.id < right.id; });
    return result;
}

StallAnswer prove_stall(pid_t process, const std::vector<pid_t>& ignored) {
    const std::vector<ThreadSample> first = sample_threads(process, ignored);
    const auto any = [&](ThreadState state) {
        return std::any_of(first.begin(), first.end(),
                           [&](const ThreadSample& one) { return one.state == state; });
    };
    const bool dead = std::all_of(first.begin(), first.end(),
                                  [](const ThreadSample& one) { return one.state == ThreadState::ended; });
    if (dead || any(ThreadState::running)) {
        return StallAnswer::moving;
    }
    if (sample_threads(process, ignored) != first) {
        return StallAnswer::moving;
    }
    return any(ThreadState::unknown)                              ? StallAnswer::unknown
           : any(ThreadState::timed) || has_posix_timers(process) ? StallAnswer::timed
                                                                  : StallAnswer::stalled;
}

std::uint64_t processor_time_ns(pid_t process) {
    const auto stat = read_all("/proc/" + std::to_string(process) + "/stat");
    const std::size_t after_name = stat ? stat->rfind(')') : std::string::npos;
    if (after_name == std::string::npos) {
        return 0;
    }
    // utime and stime are fields 14 and 15; the one after the name is field 3.
    std::uint64_t total = 0;
    std::size_t at = after_name + 2;
    for (int field = 3; field <= 15 && at != std::string::npos; ++field) {
        if (field >= 14) {
            total += std::strtoull(stat->c_str() + at, nullptr, 10);
        }
        at = stat->find(' ', at);
        at = at == std::string::npos ? at : at + 1;
    }
    return total * 1'000'000'000ULL / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
}

}  // namespace wakelaw::conformance
