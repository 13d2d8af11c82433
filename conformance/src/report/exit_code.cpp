// SPDX-License-Identifier: MIT
#include "report/exit_code.hpp"

#include <algorithm>
#include <array>

#include "report/words.hpp"

namespace wakelaw::conformance::report {

namespace {

bool has(const SubjectResult& subject, Verdict verdict) {
    return std::any_of(subject.rules.begin(), subject.rules.end(),
                       [=](const RuleResult& result) { return result.verdict == verdict; });
}

/// What trouble with the subject as a whole comes to.
Verdict verdict_on_trouble(const SubjectResult& subject) {
    return subject.overall == Verdict::bad_adapter ? Verdict::bad_adapter : Verdict::suite_error;
}

int exit_code_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::fail:
        case Verdict::crash:
        case Verdict::hang:
            return exit_codes::violation;
        case Verdict::suite_error:
            return exit_codes::suite_fault;
        case Verdict::bad_adapter:
            return exit_codes::bad_adapter;
        case Verdict::inconclusive:
            return exit_codes::inconclusive;
        case Verdict::pass:
        case Verdict::warning:
        case Verdict::waived:
            return exit_codes::conformant;
        case Verdict::not_applicable:
        case Verdict::not_testable:
            return exit_codes::nothing_selected;
    }
    return exit_codes::suite_fault;
}

}  // namespace

Verdict overall(const SubjectResult& subject) {
    if (!subject.trouble.empty() && subject.overall == Verdict::crash) {
        return Verdict::crash;  // in a case that no rule speaks of
    }
    for (const Verdict violation : {Verdict::fail, Verdict::crash, Verdict::hang}) {
        if (has(subject, violation)) {
            return violation;
        }
    }
    const bool trouble = !subject.trouble.empty();
    for (const Verdict grave : {Verdict::suite_error, Verdict::bad_adapter}) {
        if (has(subject, grave) || (trouble && verdict_on_trouble(subject) == grave)) {
            return grave;
        }
    }
    for (const Verdict next : {Verdict::inconclusive, Verdict::waived, Verdict::pass, Verdict::warning}) {
        if (has(subject, next)) {
            return next;
        }
    }
    return Verdict::not_applicable;
}

int exit_code(const RunResult& run) {
    constexpr std::array<int, 5> by_gravity{exit_codes::violation, exit_codes::suite_fault,
                                            exit_codes::bad_adapter, exit_codes::inconclusive,
                                            exit_codes::conformant};
    for (const int code : by_gravity) {
        if (std::any_of(run.subjects.begin(), run.subjects.end(), [=](const SubjectResult& subject) {
                return exit_code_of(overall(subject)) == code;
            })) {
            return code;
        }
    }
    return exit_codes::nothing_selected;
}

}  // namespace wakelaw::conformance::report
