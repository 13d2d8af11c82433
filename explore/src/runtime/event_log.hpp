// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "runtime/operation.hpp"

namespace wakelaw::explore::runtime {

struct Event {
    static constexpr unsigned most_callers = 16;

    std::uint32_t step = 0;
    std::uint8_t thread = 0;
    Operation operation = Operation::start;
    bool has_value = false;
    const void* object = nullptr;
    std::uint64_t value = 0;
    const void* where = nullptr;
    std::array<const void*, most_callers> callers{};  ///< innermost first; only when detailed
};

/// What happened in the schedule. Plain data: it may lie in memory that outlives a crash.
struct EventLog {
    static constexpr std::uint32_t capacity = 1U << 14;

    std::atomic<std::uint32_t> count{0};  ///< beyond capacity: the oldest are gone
    bool detailed = false;
    std::array<Event, capacity> events{};
};

}  // namespace wakelaw::explore::runtime
