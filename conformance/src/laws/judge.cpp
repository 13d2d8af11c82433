// SPDX-License-Identifier: MIT
#include "laws/judge.hpp"

#include <algorithm>
#include <utility>

namespace wakelaw::conformance::laws {

Verdicts judge_trace(const trace::Trace& trace) {
    Verdicts result;
    if (trace.truncated) {
        return result;
    }
    trace::View view;
    view.read(trace);
    for (const Law& law : laws()) {
        if (!law.is_for(trace.facts)) {
            continue;
        }
        Judgement judgement;
        law.judge(view, judgement);
        if (judgement.exercised &&
            std::find(result.exercised.begin(), result.exercised.end(), law.rule) == result.exercised.end()) {
            result.exercised.push_back(law.rule);
        }
        std::move(judgement.findings.begin(), judgement.findings.end(), std::back_inserter(result.findings));
    }
    const std::vector<Finding> all = result.findings;
    std::erase_if(result.findings, [&](const Finding& finding) {
        const auto bases = rests_on(finding.rule);
        return finding.harm && std::any_of(all.begin(), all.end(), [&](const Finding& other) {
                   return std::find(bases.begin(), bases.end(), other.rule) != bases.end();
               });
    });
    return result;
}

}  // namespace wakelaw::conformance::laws
