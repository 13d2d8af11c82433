// SPDX-License-Identifier: MIT
/// \file
/// All laws over one trace that stands alone: what is seen without a run around it.
#pragma once

#include <string_view>
#include <vector>

#include "laws/law.hpp"

namespace wakelaw::conformance::laws {

struct Verdicts {
    std::vector<Finding> findings;  ///< without harm that another finding of the same trace explains
    std::vector<std::string_view> exercised;  ///< the rules that the trace put to the test, each once
};

/// Judges by every law that is for this kind of subject. Pure.
[[nodiscard]] Verdicts judge_trace(const trace::Trace& trace);

}  // namespace wakelaw::conformance::laws
