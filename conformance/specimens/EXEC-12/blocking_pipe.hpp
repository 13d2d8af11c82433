// SPDX-License-Identifier: MIT
// EXEC-12. B-24, pigweed f2261b9b.
// Each wake writes a word to a blocking pipe, and nobody reads while a poll is running.
// No preemption needed.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct BlockingPipe : Core {
    static constexpr auto name = "blocking-pipe";
    BlockingPipe() {
        if (pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::system_error(errno, std::generic_category(), "pipe2");
        }
        fcntl(ends[1], F_SETPIPE_SZ, 4096);
    }
    ~BlockingPipe() override {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    void schedule(Task& task) override {
        const std::uint64_t word = 1;
        if (write(ends[1], &word, sizeof word) == sizeof word) {
            Core::schedule(task);
        }
    }
    void drive() override {
        std::array<std::uint64_t, 512> words{};
        do {
            Core::drive();
        } while (poll_pipe() && read(ends[0], words.data(), sizeof words) > 0);
    }
    [[nodiscard]] bool poll_pipe() const {
        pollfd readable{ends[0], POLLIN, 0};
        return ::poll(&readable, 1, 0) > 0;
    }
    std::array<int, 2> ends{};
};

}  // namespace wakelaw::specimens
