// SPDX-License-Identifier: MIT
/// \file
/// Failure pages against their baselines, and how small counterexamples get.
#pragma once

#include <vector>

#include "cli/selftest/expectations.hpp"

namespace wakelaw::conformance::cli {

/// Compares the pages of all specimens that can give one with the folder of the options, or approves them.
/// \return the exit code.
int check_pages(const SelftestOptions& options, const Budget& budget, const Catalog& catalog,
                const std::vector<Expectation>& expectations);

}  // namespace wakelaw::conformance::cli
