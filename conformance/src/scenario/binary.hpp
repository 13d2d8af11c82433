// SPDX-License-Identifier: MIT
/// \file
/// Scenarios as bytes: how they travel to a worker and into a replay token.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scenario/scenario.hpp"

namespace wakelaw::conformance::scenario {

/// Appends the scenario to `bytes`.
void encode(const Scenario& scenario, std::vector<std::uint8_t>& bytes);

/// Reads one scenario and removes it from the front of `bytes`; nothing where the bytes are no scenario or an
/// operand is out of range.
[[nodiscard]] std::optional<Scenario> decode(std::span<const std::uint8_t>& bytes);

/// Whether every operand is in range and every step stands where it may.
[[nodiscard]] bool valid(const Scenario& scenario);

}  // namespace wakelaw::conformance::scenario
