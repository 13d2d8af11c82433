// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "runtime/operation.hpp"

namespace wakelaw::explore::runtime {

struct Event {
    std::uint32_t step = 0;
    std::uint8_t thread = 0;
    Operation operation = Operation::start;
    bool has_value = false;
    const void* object = nullptr;
    std::uint64_t value = 0;
    const void* where = nullptr;
};

/// The code that led to an event, innermost first.
using Callers = std::array<const void*, 16>;

/// What happened in the schedule. Plain data: it may lie in memory that outlives a crash.
struct EventLog {
    static constexpr std::uint32_t capacity = 1U << 14;

    std::atomic<std::uint32_t> count{0};  ///< beyond capacity: the oldest are gone
    bool detailed = false;
    std::array<Event, capacity> events{};
    std::array<Callers, capacity> callers{};  ///< of each event; only when detailed
};

}  // namespace wakelaw::explore::runtime
