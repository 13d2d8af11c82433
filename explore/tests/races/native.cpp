// SPDX-License-Identifier: MIT
//
// Runs one program natively, again and again, until it breaks or hangs or its time is over: what a stress
// test does. The same source is built plain and with ThreadSanitizer, and runs under valgrind.
//
//   wakelaw_races_native list
//   wakelaw_races_native NAME [RUNS]              RUNS times in this process (default 1)
//   wakelaw_races_native NAME stress SECONDS      prints one line: what happened, after how many runs and
//   seconds
//
// Exit code: 0 nothing happened, 9 the program broke, 10 it hung, 11 it died of a signal, 12 a tool reported
// and ended it; 64 bad usage.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <optional>
#include <string_view>
#include <thread>

#include "native_exit_code.hpp"
#include "programs.hpp"

namespace wakelaw::explore::races {

namespace {

constexpr int hung_exit_code = 10;
constexpr int signal_exit_code = 11;
constexpr int tool_exit_code = 12;
constexpr int usage_exit_code = 64;

// A run takes microseconds, under valgrind some milliseconds; a child that finishes none in this time hangs.
// Only a measurement rests on it.
constexpr std::chrono::seconds longest_run{2};

using Clock = std::chrono::steady_clock;

struct Outcome {
    std::string_view what;
    int exit_code;
};

Outcome outcome_of(int status) {
    if (WIFSIGNALED(status)) {
        return {"died of a signal", signal_exit_code};
    }
    switch (WEXITSTATUS(status)) {
        case 0:
            return {"nothing", 0};
        case native_exit_code:
            return {"broke", native_exit_code};
        default:
            return {"reported by the tool", tool_exit_code};
    }
}

[[noreturn]] void run_for_ever(const Program& program, std::atomic<std::uint64_t>& runs) {
    for (;;) {
        program.run();
        runs.fetch_add(1, std::memory_order_relaxed);
    }
}

int stress(const Program& program, double seconds) {
    void* shared = mmap(nullptr, sizeof(std::atomic<std::uint64_t>), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto* runs = ::new (shared) std::atomic<std::uint64_t>(0);
    const auto start = Clock::now();
    const pid_t child = fork();
    if (child == 0) {
        run_for_ever(program, *runs);
    }

    std::optional<Outcome> outcome;
    std::uint64_t runs_seen = 0;
    auto last_progress = start;
    auto now = start;
    while (!outcome) {
        int status = 0;
        const pid_t ended = waitpid(child, &status, WNOHANG);
        now = Clock::now();
        if (ended == child) {
            outcome = outcome_of(status);
            break;
        }
        if (const std::uint64_t current = runs->load(std::memory_order_relaxed); current != runs_seen) {
            runs_seen = current;
            last_progress = now;
        } else if (now - last_progress > longest_run) {
            outcome = Outcome{"hung", hung_exit_code};
            now = last_progress;
        }
        if (!outcome && std::chrono::duration<double>(now - start).count() > seconds) {
            outcome = Outcome{"nothing", 0};
        }
        if (outcome) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::printf("%s after %llu runs, %.3f s\n", outcome->what.data(),
                static_cast<unsigned long long>(runs->load(std::memory_order_relaxed)),
                std::chrono::duration<double>(now - start).count());
    return outcome->exit_code;
}

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value <= 0) {
        return std::nullopt;
    }
    return value;
}

int usage(std::string_view mistake) {
    std::fprintf(stderr, "wakelaw_races_native: %.*s; give list, or NAME [RUNS], or NAME stress SECONDS\n",
                 static_cast<int>(mistake.size()), mistake.data());
    return usage_exit_code;
}

int main(int argc, char** argv) {
    if (argc < 2) {
        return usage("no program named");
    }
    const std::string_view name = argv[1];
    if (name == "list") {
        for (const Program& program : programs()) {
            std::printf("%s\n", program.name.data());
        }
        return 0;
    }
    const Program* program = find_program(name);
    if (program == nullptr) {
        return usage("there is no such program");
    }
    const bool stressed = argc > 2 && std::string_view(argv[2]) == "stress";
    if (argc > (stressed ? 4 : 3)) {
        return usage("too many arguments");
    }
    const std::optional<double> amount = argc > 2 ? number(argv[argc - 1]) : 1;
    if (!amount) {
        return usage("RUNS and SECONDS are positive numbers");
    }
    if (stressed) {
        return stress(*program, *amount);
    }
    for (double run = 0; run < *amount; ++run) {
        program->run();
    }
    return 0;
}

}  // namespace

}  // namespace wakelaw::explore::races

int main(int argc, char** argv) { return wakelaw::explore::races::main(argc, argv); }
