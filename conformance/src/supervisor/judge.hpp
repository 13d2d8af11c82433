// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

#include "laws/law.hpp"
#include "trace/view.hpp"

namespace wakelaw::conformance {

/// All laws over a trace.
class Judge {
public:
    struct Outcome {
        std::vector<laws::Finding> findings;
        std::vector<bool> exercised;  ///< by index of the law
    };
    const Outcome& judge(const trace::Trace& trace) {
        outcome_.findings.clear();
        outcome_.exercised.assign(laws::laws().size(), false);
        if (trace.truncated) {
            return outcome_;
        }
        view_.read(trace);
        for (std::size_t i = 0; i < laws::laws().size(); ++i) {
            judgement_.exercised = false;
            judgement_.findings.clear();
            if (laws::laws()[i].is_for(trace.facts)) {
                laws::laws()[i].judge(view_, judgement_);
            }
            outcome_.exercised[i] = judgement_.exercised;
            std::move(judgement_.findings.begin(), judgement_.findings.end(),
                      std::back_inserter(outcome_.findings));
        }
        return outcome_;
    }

private:
    trace::View view_;
    laws::Judgement judgement_;
    Outcome outcome_;
};

}  // namespace wakelaw::conformance
