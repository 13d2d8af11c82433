// SPDX-License-Identifier: MIT
/// \file
/// Sessions that a file remembers, so that many seeds can be had in several turns.
#pragma once

#include <vector>

#include "cli/selftest/expectations.hpp"

namespace wakelaw::conformance::cli {

/// Sessions until each subject has had its seeds or the time is over, and what they found. What they have had
/// is in the file of the options, so that the next call goes on. \return the exit code.
int run_seeds(const SelftestOptions& options, const Budget& budget, const Schedules& schedules,
              const Catalog& catalog, const std::vector<Expectation>& expectations, double seconds);

}  // namespace wakelaw::conformance::cli
