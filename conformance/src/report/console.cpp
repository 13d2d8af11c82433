// SPDX-License-Identifier: MIT
#include "report/console.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "report/exit_code.hpp"
#include "report/paint.hpp"
#include "report/words.hpp"
#include "rulebook/rulebook.hpp"
#include "rulebook/text.hpp"

namespace wakelaw::conformance::report {

namespace {

constexpr std::size_t widest_evidence = 32;
/// Of a subject that was controlled: what its schedules cover is the point.
constexpr std::size_t widest_controlled_evidence = 64;

constexpr std::string_view power_legend =
    "power: how many violations of the rule were planted, and how surely sessions of 700 cases find the one "
    "that is found least (95 % lower bound; under control, where this subject was, by schedules as well); "
    "`wakelaw explain` has them all";

struct Line {
    std::string rule;
    std::string level;
    Verdict verdict = Verdict::inconclusive;
    std::string evidence;
    std::string power;
    std::string title;
    std::string note;  ///< to stand below the table
};

/// `text` in at most `width` columns.
std::string fitted(const std::string& text, std::size_t width) {
    if (rulebook::columns(text) <= width) {
        return text;
    }
    return width <= 3 ? std::string(width, '.') : text.substr(0, width - 3) + "...";
}

/// What stands in the column "evidence": what the verdict rests on, or why there is none.
std::string evidence_of(const RuleResult& result) {
    if (result.failure && result.failure->confirmation_runs != 0) {
        return fmt::format("repeated {} of {}", result.failure->confirmed, result.failure->confirmation_runs);
    }
    return result.evidence.empty() ? result.note : result.evidence;
}

Line make_line(const RuleResult& result, std::span<const rulebook::Rule> rules, bool controlled) {
    const rulebook::Rule* rule = rulebook::find(rules, result.rule);
    Line line{.rule = result.rule,
              .level = rule == nullptr ? "" : rule->level,
              .verdict = result.verdict,
              .evidence = harmless(evidence_of(result)),
              .power = rulebook::brief(result.power, controlled),
              .title = rule == nullptr ? "" : rule->title,
              .note = harmless(result.note)};
    if (line.note == line.evidence && rulebook::columns(line.note) <= widest_evidence) {
        line.note.clear();
    }
    return line;
}

/// The judged rules that are about what the adapter supplies.
std::string rules_about_adapter(const SubjectResult& subject) {
    std::string out;
    for (const RuleResult& result : subject.rules) {
        if (result.judges_adapter && result.verdict != Verdict::not_applicable) {
            out += (out.empty() ? "" : ", ") + result.rule;
        }
    }
    return out;
}

struct Widths {
    std::size_t rule = 4;
    std::size_t level = 6;
    std::size_t verdict = 7;
    std::size_t evidence = 8;
    std::size_t power = 5;
    std::size_t title = 5;
};

Widths measure(const std::vector<Line>& lines, std::size_t width, std::size_t widest) {
    Widths widths;
    for (const Line& line : lines) {
        widths.rule = std::max(widths.rule, line.rule.size());
        widths.verdict = std::max(widths.verdict, to_string(line.verdict).size());
        widths.evidence = std::max(widths.evidence, std::min(rulebook::columns(line.evidence), widest));
        widths.power = std::max(widths.power, line.power.size());
    }
    const std::size_t used =
        widths.rule + widths.level + widths.verdict + widths.evidence + widths.power + std::size_t{10};
    widths.title = used + 5 < width ? width - used : 5;
    return widths;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", with_commas(count), count == 1 ? one : many);
}

struct Count {
    Verdict verdict;
    std::string_view one;
    std::string_view many;
};
constexpr std::array<Count, 11> counts{{
    {Verdict::fail, "failed", "failed"},
    {Verdict::crash, "crash", "crashes"},
    {Verdict::hang, "hang", "hangs"},
    {Verdict::suite_error, "suite error", "suite errors"},
    {Verdict::bad_adapter, "by a bad adapter", "by a bad adapter"},
    {Verdict::inconclusive, "inconclusive", "inconclusive"},
    {Verdict::pass, "passed", "passed"},
    {Verdict::warning, "warning", "warnings"},
    {Verdict::waived, "waived", "waived"},
    {Verdict::not_applicable, "not applicable", "not applicable"},
    {Verdict::not_testable, "not testable", "not testable"},
}};

std::string counts_of(const SubjectResult& subject) {
    std::string out;
    for (const Count& count : counts) {
        const auto number =
            std::count_if(subject.rules.begin(), subject.rules.end(),
                          [&](const RuleResult& result) { return result.verdict == count.verdict; });
        if (number != 0) {
            out +=
                (out.empty() ? "" : ", ") + counted(static_cast<std::size_t>(number), count.one, count.many);
        }
    }
    return out.empty() ? "no rule" : out;
}

std::string_view outcome_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
        case Verdict::warning:
            return "conformant";
        case Verdict::waived:
            return "conformant but for what is waived";
        case Verdict::fail:
        case Verdict::crash:
        case Verdict::hang:
            return "not conformant";
        case Verdict::inconclusive:
            return "inconclusive";
        case Verdict::bad_adapter:
            return "bad adapter";
        case Verdict::suite_error:
            return "fault of the suite";
        case Verdict::not_applicable:
        case Verdict::not_testable:
            return "nothing judged";
    }
    return "?";
}

}  // namespace

std::string rule_table(const SubjectResult& subject, std::span<const rulebook::Rule> rules,
                       const PageOptions& options) {
    std::vector<Line> lines;
    lines.reserve(subject.rules.size());
    for (const RuleResult& result : subject.rules) {
        lines.push_back(make_line(result, rules, subject.schedules != 0));
    }
    const Widths widths =
        measure(lines, options.width, subject.schedules != 0 ? widest_controlled_evidence : widest_evidence);
    std::string out = paint(fmt::format("{:<{}}  {:<{}}  {:<{}}  {:<{}}  {:<{}}  title", "rule", widths.rule,
                                        "level", widths.level, "verdict", widths.verdict, "evidence",
                                        widths.evidence, "power", widths.power),
                            Paint::bold, options.colour) +
                      '\n';
    for (const Line& line : lines) {
        const std::string verdict = fmt::format("{:<{}}", to_string(line.verdict), widths.verdict);
        std::string row = fmt::format(
            "{:<{}}  {:<{}}  {}  {:<{}}  {:<{}}  {}", line.rule, widths.rule, line.level, widths.level,
            paint(verdict, paint_of(line.verdict), options.colour), fitted(line.evidence, widths.evidence),
            widths.evidence, line.power, widths.power, fitted(line.title, widths.title));
        row.erase(row.find_last_not_of(' ') + 1);
        out += row + '\n';
    }
    for (const Line& line : lines) {
        if (!line.note.empty()) {
            out += rulebook::wrap(line.rule + ": " + line.note, options.width, "  ", "    ");
        }
    }
    if (std::any_of(lines.begin(), lines.end(), [](const Line& line) { return !line.power.empty(); })) {
        out += rulebook::wrap(power_legend, options.width, "  ", "    ");
    }
    if (const std::string about_adapter = rules_about_adapter(subject); !about_adapter.empty()) {
        out += rulebook::wrap("judges: adapter: " + about_adapter, options.width, "  ", "    ");
    }
    if (!subject.control.empty()) {
        out += rulebook::wrap("schedules: " + harmless(subject.control), options.width, "  ", "    ");
    }
    return out;
}

std::string summary_line(const SubjectResult& subject) {
    std::string out = fmt::format("{}: {}: ", subject.subject, outcome_of(overall(subject)));
    if (!subject.trouble.empty()) {
        out += rulebook::normalised(harmless(subject.trouble)) + "; ";
    }
    const std::string schedules =
        subject.schedules == 0 ? "" : counted(subject.schedules, "schedule", "schedules") + " and ";
    return out + fmt::format("{}; {}{} in {} s, seed {}", counts_of(subject), schedules,
                             counted(subject.cases, "case", "cases"), one_decimal(subject.seconds),
                             subject.seed);
}

std::string subject_report(const SubjectResult& subject, std::span<const rulebook::Rule> rules,
                           const PageOptions& options) {
    std::string out;
    // Of a bad adapter that ran nothing, each line of the table would say the same as the summary.
    const bool unjudged = overall(subject) == Verdict::bad_adapter && subject.cases == 0;
    if (!subject.rules.empty() && !unjudged) {
        out += rule_table(subject, rules, options) + '\n';
    }
    for (const RuleResult& result : subject.rules) {
        if (result.failure) {
            out += failure_page(*result.failure, result.verdict, rulebook::find(rules, result.failure->rule),
                                options) +
                   '\n';
        }
    }
    return out + paint(summary_line(subject), paint_of(overall(subject)), options.colour) + '\n';
}

std::string closing_line(const RunResult& run) {
    std::string out = counted(run.subjects.size(), "subject", "subjects") + ": ";
    std::vector<std::pair<std::string_view, std::size_t>> outcomes;
    for (const SubjectResult& subject : run.subjects) {
        const std::string_view outcome = outcome_of(overall(subject));
        const auto found = std::find_if(outcomes.begin(), outcomes.end(),
                                        [&](const auto& counted) { return counted.first == outcome; });
        if (found == outcomes.end()) {
            outcomes.emplace_back(outcome, 1);
        } else {
            ++found->second;
        }
    }
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        out += fmt::format("{}{} {}", i == 0 ? "" : ", ", outcomes[i].second, outcomes[i].first);
    }
    return outcomes.empty() ? out + "nothing judged" : out;
}

std::string console_report(const RunResult& run, std::span<const rulebook::Rule> rules,
                           const PageOptions& options) {
    std::string out;
    for (const SubjectResult& subject : run.subjects) {
        out += subject_report(subject, rules, options) + '\n';
    }
    return out + closing_line(run) + '\n';
}

}  // namespace wakelaw::conformance::report
