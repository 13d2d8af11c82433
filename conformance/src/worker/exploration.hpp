// SPDX-License-Identifier: MIT
/// \file
/// What a controlled worker explores, and how far it has come. The supervisor writes the order while the
/// worker is at rest; the worker writes the rest, all of which survives its death.
///
/// A lane of a controlled worker asks for the next slice of the traces: the worker explores until the lane is
/// full or nothing is left.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include <wakelaw/explore/controller.hpp>

#include "scenario/liberties.hpp"

namespace wakelaw::conformance {

inline constexpr std::size_t lane_cases = 256;
inline constexpr std::size_t lane_scenario_bytes = std::size_t{1} << 18;
inline constexpr std::size_t most_choices = explore::ChoiceRecord::capacity;

struct ExplorationOrder {
    std::uint32_t number = 0;  ///< differs from order to order
    std::uint32_t scenario_count = 0;
    std::uint32_t scenario_bytes = 0;
    std::array<std::uint8_t, lane_scenario_bytes> scenarios{};

    explore::Strategy strategy = explore::Strategy::exhaustive;
    std::int32_t preemptions = 2;
    std::int32_t deviations = -1;
    bool marked_part = false;
    std::uint32_t depth = 3;
    scenario::Liberties liberties;
    std::uint64_t seed = 1;
    std::uint64_t most_schedules = 0;  ///< of each scenario

    /// True: not a search, but one schedule of the first scenario, with `choices`.
    bool replays = false;
    std::uint32_t choice_count = 0;
    std::array<std::uint8_t, most_choices> choices{};

    // After a death: where to go on.
    std::uint32_t first_scenario = 0;
    std::uint32_t deaths = 0;  ///< of the worker, in that scenario

    [[nodiscard]] bool systematic() const {
        return strategy == explore::Strategy::exhaustive || strategy == explore::Strategy::sleep_sets;
    }
};

/// How far one scenario of the order has come.
struct ScenarioProgress {
    std::atomic<std::uint64_t> schedules{0};  ///< that were begun
    std::atomic<std::uint64_t> steps{0};
    std::atomic<std::uint32_t> exhausted{0};  ///< the strategy has no further schedule
};

inline constexpr std::size_t position_bytes = std::size_t{1} << 18;
inline constexpr std::uint32_t not_ended = 0xFFFFFFFF;

struct Exploration {
    ExplorationOrder order;
    std::atomic<std::uint32_t> finished{0};  ///< the number of the last order that is done
    std::atomic<std::uint32_t> stop{
        0};  ///< set by the supervisor: the order ends with the schedule under way
    std::atomic<std::uint32_t> scenario{0};  ///< the one being explored
    std::array<ScenarioProgress, lane_cases> progress;
    explore::ChoiceRecord choices;  ///< of the schedule under way
    /// Where a systematic search stood before the schedule under way; without a terminating zero. Longer than
    /// there is room for: 0, and the search cannot go on after a death.
    std::array<char, position_bytes> position{};
    std::atomic<std::uint32_t> position_length{0};
    explore::ChoiceRecord fatal_choices;  ///< of the schedule that ended the worker before this one

    /// Why the explorer ended a schedule, and with it the worker: an explore::Kind.
    std::atomic<std::uint32_t> ended{not_ended};
    std::array<char, 512> ended_message{};
};

}  // namespace wakelaw::conformance
