// SPDX-License-Identifier: MIT
/// \file
/// What differs between the flavours of a worker: plain, ThreadSanitizer, controlled.
#pragma once

#include <string_view>

#include "worker/case.hpp"
#include "worker/shared_memory.hpp"

namespace wakelaw::conformance {

/// Whether this is the controlled flavour: the explorer decides who runs, so nobody spins, and one thread of
/// the suite at a time is between two scheduling points.
#ifdef WAKELAW_CONTROLLED_WORKER
inline constexpr bool under_control = true;
#else
inline constexpr bool under_control = false;
#endif

/// "plain", "tsan" or "controlled"; read by supervisor/catalog.cpp.
[[nodiscard]] std::string_view flavour_name();

/// The executor is made; what the scenario is about begins, and is over. A search that leaves the executor's
/// start and end out tries alternatives between the two.
void scenario_begins();
void scenario_is_over();

/// Does what the supervisor has submitted with this lane.
void run_lane(Lane& lane, SharedMemory& shared, Case& the_case);

/// The command line of a worker beyond those that a supervisor uses. \return the exit code; negative:
/// unknown.
int other_command(int argc, char** argv);

}  // namespace wakelaw::conformance
