// SPDX-License-Identifier: MIT
/// \file
/// What supervisor and worker share: a control block and two lanes. While the worker runs the cases of one
/// lane, the supervisor judges the other. It lives in an anonymous file that outlives the worker, so that a
/// trace survives a crash.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "trace/event.hpp"
#include "worker/exploration.hpp"

namespace wakelaw::conformance {

inline constexpr std::uint32_t protocol_version = 4;
inline constexpr std::uint64_t shared_memory_magic = 0x31'77'61'6C'65'6B'61'77;  // "wakelaw1"
inline constexpr std::uint32_t no_case = 0xFFFFFFFF;
inline constexpr std::size_t lane_count = 2;
inline constexpr std::size_t lane_events = std::size_t{1} << 18;

/// An event in two words, each written and read with relaxed atomics.
struct SharedEvent {
    std::atomic<std::uint64_t> head{0};
    std::atomic<std::uint64_t> value{0};
};

struct CaseExtent {
    std::atomic<std::uint64_t> begin{0};
    std::atomic<std::uint64_t> end{0};
    std::atomic<std::uint32_t> done{0};
    // Controlled workers only: which schedule of which scenario it was, and its choices in `Lane::scenarios`.
    std::atomic<std::uint32_t> scenario{0};
    std::atomic<std::uint64_t> schedule{0};
    std::atomic<std::uint32_t> choices_begin{0};
    std::atomic<std::uint32_t> choices_end{0};
};

struct Lane {
    std::atomic<std::uint32_t> case_count{0};
    std::atomic<std::uint32_t> first_case{0};  ///< where to start: the cases before it are done
    std::atomic<std::uint32_t> scenario_bytes{0};
    std::atomic<std::uint64_t> cursor{0};  ///< the next free event; beyond `lane_events`: truncated
    std::array<CaseExtent, lane_cases> cases;
    /// The cases to run. A controlled worker gets them through `Exploration`, and puts here the choices of
    /// the schedules whose traces the lane holds.
    std::array<std::uint8_t, lane_scenario_bytes> scenarios;
    std::array<SharedEvent, lane_events> events;
};

struct SharedMemory {
    std::atomic<std::uint64_t> magic{shared_memory_magic};
    std::atomic<std::uint32_t> version{protocol_version};
    std::atomic<std::uint32_t> ready{
        0};  ///< 1: set by the worker when it has come up; 2: set by the supervisor, go on
    std::atomic<std::uint32_t> submitted{
        0};  ///< lanes handed to the worker; the lane is this number modulo 2
    std::atomic<std::uint32_t> completed{0};  ///< lanes the worker has finished
    std::atomic<std::uint32_t> current_case{0};
    std::atomic<std::uint32_t> main_waiting{0};  ///< main waits for progress and can take a stall notice
    std::atomic<std::uint32_t> stall_notices{0};
    std::atomic<std::uint32_t> progress{
        0};  ///< changes whenever something a waiter may wait for has happened
    std::atomic<std::uint32_t> waiters{0};
    std::atomic<std::uint32_t> subject{0};  ///< which subject of the worker
    std::array<Lane, lane_count> lanes;
    Exploration exploration;  ///< controlled workers only
};

inline std::uint64_t pack_head(const trace::Event& event) {
    return static_cast<std::uint64_t>(event.kind) | (static_cast<std::uint64_t>(event.thread) << 8) |
           (static_cast<std::uint64_t>(event.task) << 16) | (static_cast<std::uint64_t>(event.object) << 32) |
           (static_cast<std::uint64_t>(event.flags) << 48);
}

inline trace::Event unpack(std::uint64_t head, std::uint64_t value) {
    trace::Event event;
    event.kind = static_cast<trace::Kind>(head & 0xFF);
    event.thread = static_cast<std::uint8_t>(head >> 8);
    event.task = static_cast<std::uint16_t>(head >> 16);
    event.object = static_cast<std::uint16_t>(head >> 32);
    event.flags = static_cast<std::uint16_t>(head >> 48);
    event.value = value;
    return event;
}

}  // namespace wakelaw::conformance
