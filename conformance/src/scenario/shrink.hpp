// SPDX-License-Identifier: MIT
/// \file
/// Makes a failing scenario small, so that a human can read it.
#pragma once

#include <cstddef>
#include <functional>

#include <rapidcheck/Seq.h>

#include "scenario/scenario.hpp"

namespace wakelaw::conformance::scenario {

/// Makes a candidate fit to be run: `drainable`, or `fit` with the subject's declarations. Idempotent.
using Mend = std::function<Scenario(Scenario)>;

/// Simpler scenarios, the much simpler ones first: without tasks, actors, rounds, stages or steps, with
/// smaller counts, plainer endings, or numbers without gaps. All are mended, tidy (no stage that cannot be
/// reached, no spawn of nobody, no empty actor) and different from `scenario`; two of them may be equal.
[[nodiscard]] rc::Seq<Scenario> candidates(const Scenario& scenario, const Mend& mend);

struct ShrinkLimits {
    std::size_t max_tries = 2000;  ///< calls of the predicate
    std::function<bool()> out_of_time;  ///< asked before each candidate; none: time does not matter
};

struct ShrinkResult {
    Scenario scenario;
    std::size_t tries = 0;
    bool complete = false;  ///< nothing simpler fails; false: a limit came first
};

/// Greedy descent: takes the first candidate that still fails and begins again from it. No scenario is tried
/// twice. `start` is taken to fail and is not tried. The predicate decides what a failure is: whoever needs 8
/// rounds to see memory grow refuses those with fewer.
[[nodiscard]] ShrinkResult shrink(Scenario start, const std::function<bool(const Scenario&)>& still_fails,
                                  const ShrinkLimits& limits = {}, const Mend& mend = drainable);

}  // namespace wakelaw::conformance::scenario
