// SPDX-License-Identifier: MIT
/// \file
/// What a session explores under control, and in which order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "supervisor/schedules.hpp"
#include "supervisor/session.hpp"
#include "supervisor/source.hpp"

namespace wakelaw::conformance {

/// One search of each scenario of a batch.
struct Rung {
    Search search;
    std::uint64_t most_of_scenario = 10'000;  ///< schedules
};

/// A part of the exploration. Each batch of scenarios climbs all rungs before the next begins.
struct Phase {
    /// Phases of one source go on with its scenarios, one after the other.
    enum class Source : std::uint8_t { shallow, whole, sampled };

    Source source = Source::whole;
    std::vector<Rung> rungs = {};
    std::size_t scenarios = 8;  ///< in a batch
    std::size_t batches = ~std::size_t{0};  ///< at most
    ControlledSource::Size size = ControlledSource::Size::small;
    double until = 0;  ///< seconds after the session's begin
};

/// The phases of a session with these options, in their order. Where the user has not said how: small
/// scenarios systematically, then samples of larger ones.
[[nodiscard]] std::vector<Phase> phases(const SessionOptions& options);

/// How many schedules a phase may have.
[[nodiscard]] std::uint64_t most_schedules(const SessionOptions& options);

}  // namespace wakelaw::conformance
