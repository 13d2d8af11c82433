// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "laws/law.hpp"
#include "trace/view.hpp"

namespace wakelaw::conformance::laws {

/// All laws over one trace after another. Keeps its memory from trace to trace.
class Judge {
public:
    struct Outcome {
        std::vector<Finding> findings;
        std::vector<bool> exercised;  ///< by index of the law: the trace put it to the test
    };
    /// Judges by every law that is for this kind of subject; a trace that is cut off exercises none.
    /// \return valid until the next call.
    const Outcome& judge(const trace::Trace& trace);

private:
    trace::View view_;
    Judgement judgement_;
    Outcome outcome_;
};

struct Verdicts {
    std::vector<Finding> findings;  ///< without harm that another finding of the same trace explains
    std::vector<std::string_view> exercised;  ///< the rules that the trace put to the test, each once
};

/// All laws over one trace that stands alone: what is seen without a run around it. Pure.
[[nodiscard]] Verdicts judge_trace(const trace::Trace& trace);

}  // namespace wakelaw::conformance::laws
