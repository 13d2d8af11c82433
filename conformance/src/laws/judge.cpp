// SPDX-License-Identifier: MIT
#include "laws/judge.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wakelaw::conformance::laws {

const Judge::Outcome& Judge::judge(const trace::Trace& trace) {
    outcome_.findings.clear();
    outcome_.exercised.assign(laws().size(), false);
    if (trace.truncated) {
        return outcome_;
    }
    view_.read(trace);
    for (std::size_t i = 0; i < laws().size(); ++i) {
        judgement_.exercised = false;
        judgement_.findings.clear();
        if (laws()[i].is_for(trace.facts)) {
            laws()[i].judge(view_, judgement_);
        }
        outcome_.exercised[i] = judgement_.exercised;
        std::move(judgement_.findings.begin(), judgement_.findings.end(),
                  std::back_inserter(outcome_.findings));
    }
    return outcome_;
}

Verdicts judge_trace(const trace::Trace& trace) {
    Judge judge;
    const Judge::Outcome& outcome = judge.judge(trace);
    Verdicts result;
    for (std::size_t i = 0; i < outcome.exercised.size(); ++i) {
        const std::string_view rule = laws()[i].rule;
        if (outcome.exercised[i] &&
            std::find(result.exercised.begin(), result.exercised.end(), rule) == result.exercised.end()) {
            result.exercised.push_back(rule);
        }
    }
    std::copy_if(outcome.findings.begin(), outcome.findings.end(), std::back_inserter(result.findings),
                 [&](const Finding& finding) {
                     const auto bases = rests_on(finding.rule);
                     const bool explained = std::any_of(
                         outcome.findings.begin(), outcome.findings.end(), [&](const Finding& other) {
                             return std::find(bases.begin(), bases.end(), other.rule) != bases.end();
                         });
                     return !finding.harm || !explained;
                 });
    return result;
}

}  // namespace wakelaw::conformance::laws
