// SPDX-License-Identifier: MIT
/// \file
/// A program carried out on a vocabulary: the variables that hold its wakers, and the instrumented vtables
/// underneath, which record each call.
#pragma once

#include <vector>

#include <wakelaw/conformance/vocabulary.hpp>

#include "scenario/scenario.hpp"

namespace wakelaw::conformance {

/// Runs the program and destroys what is left. Called by main. A step that does not apply (to a variable that
/// is not made, or is made and should not be) does nothing and is not recorded.
void run_program(const Vocabulary& vocabulary, const std::vector<scenario::Step>& program);

}  // namespace wakelaw::conformance
