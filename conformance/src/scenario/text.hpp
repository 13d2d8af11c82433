// SPDX-License-Identifier: MIT
/// \file
/// Scenarios as readable text and back: what a report shows and what an author writes by hand.
///
///     wakelaw-scenario 1
///     rounds 16                          # left out when 1
///     ends_early                         # main waits for no task to finish
///     task 0
///       clone 0; wake_self 3; yield      # one line a stage: its steps, then its ending
///       await 1
///       ready
///       destructor; wake 0; drop 1       # what its future's destructor does
///     task 1 spawned                     # by a `spawn 1` step; otherwise main spawns it
///       ready
///     actor 0
///       await_slot 0; wake 0; signal 1
///     late
///       wake_by_ref 1
///     afterlife
///       drop 1
///     program                            # for a vocabulary, which has no other parts
///       make 0 1; clone_to 0 1; wake_variable 1
///
/// A stage ends with one of `yield`, `yield_by_value`, `await EVENT`, `await_wake SLOT`, `await_phase N`,
/// `ready` and `throw`. The steps of actors and of `late`, `afterlife` and `program` may take several lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "scenario/scenario.hpp"

namespace wakelaw::conformance::scenario {

/// Why a text is no scenario.
struct TextError {
    std::size_t line = 0;  ///< counted from 1
    std::string message;  ///< one line: what is wrong, and how to mend it
};

/// The scenario as text. `parse_text` gives the same scenario back if it is `valid`.
[[nodiscard]] std::string to_text(const Scenario& scenario);

/// Reads a scenario; the result is `valid`, but not necessarily `drainable`. Any bytes may be given: what is
/// no scenario gives an error and nothing is thrown (but for lack of memory).
[[nodiscard]] tl::expected<Scenario, TextError> parse_text(std::string_view text);

}  // namespace wakelaw::conformance::scenario
