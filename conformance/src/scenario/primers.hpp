// SPDX-License-Identifier: MIT
/// \file
/// The smallest scenarios in which threads meet: where a search of schedules begins, for they are searched
/// whole in no time, and many faults need no more.
#pragma once

#include <vector>

#include "scenario/generate.hpp"
#include "scenario/scenario.hpp"

namespace wakelaw::conformance::scenario {

/// Cut down to what the subject declares; what nothing is left of is still there. The same for each seed.
[[nodiscard]] std::vector<Scenario> primers(const Input& input);

}  // namespace wakelaw::conformance::scenario
