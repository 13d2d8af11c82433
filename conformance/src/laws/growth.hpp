// SPDX-License-Identifier: MIT
/// \file
/// Memory that grows with every round of a ladder, and the rule that it belongs to.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "laws/evidence.hpp"
#include "laws/harm.hpp"

namespace wakelaw::conformance::laws {

/// The rungs of the ladder, by the most demanding kind of waker operation.
enum class Rung : std::uint8_t { not_a_ladder, none, clone_and_drop, wake_by_ref, wake, move };

/// Which rung the trace is: `not_a_ladder` if memory was not read after at least eight rounds.
[[nodiscard]] Rung rung_of(const View& view);

struct Growth {
    std::string_view rule;
    std::string_view clause;
    std::uint32_t first = absent;  ///< the memory events compared
    std::uint32_t last = absent;
    std::uint64_t blocks = 0;  ///< between them
};
[[nodiscard]] std::optional<Growth> find_growth(const View& view);

/// Adds a finding if the trace shows growth that belongs to the clause.
void judge_growth(const View& view, std::string_view clause, Judgement& judgement);

}  // namespace wakelaw::conformance::laws
