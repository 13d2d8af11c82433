// SPDX-License-Identifier: MIT
#include "report/matrix.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/exit_code.hpp"
#include "report/trace_table.hpp"
#include "report/words.hpp"
#include "rulebook/rulebook.hpp"

namespace wakelaw::conformance::report {

namespace {

using Json = nlohmann::ordered_json;

struct FindingOf {
    const SubjectResult* subject;
    const RuleResult* result;
};

/// All that is not as the rules want it, warnings included, in the order of the subjects.
std::vector<FindingOf> findings_of(const RunResult& run) {
    std::vector<FindingOf> out;
    for (const SubjectResult& subject : run.subjects) {
        for (const RuleResult& result : subject.rules) {
            if (is_violation(result.verdict) || result.verdict == Verdict::warning) {
                out.push_back({&subject, &result});
            }
        }
    }
    return out;
}

/// Every rule that some subject has a verdict for, in the order in which they come.
std::vector<std::string> rules_of(const RunResult& run) {
    std::vector<std::string> out;
    for (const SubjectResult& subject : run.subjects) {
        for (const RuleResult& result : subject.rules) {
            if (std::find(out.begin(), out.end(), result.rule) == out.end()) {
                out.push_back(result.rule);
            }
        }
    }
    return out;
}

const RuleResult* result_of(const SubjectResult& subject, std::string_view rule) {
    const auto found = std::find_if(subject.rules.begin(), subject.rules.end(),
                                    [&](const RuleResult& result) { return result.rule == rule; });
    return found == subject.rules.end() ? nullptr : &*found;
}

std::string_view short_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "pass";
        case Verdict::warning:
            return "**warning**";
        case Verdict::fail:
            return "**FAIL**";
        case Verdict::crash:
            return "**CRASH**";
        case Verdict::hang:
            return "**HANG**";
        case Verdict::inconclusive:
            return "?";
        case Verdict::bad_adapter:
            return "bad adapter";
        case Verdict::suite_error:
            return "suite error";
        case Verdict::not_applicable:
            return "-";
        case Verdict::not_testable:
            return "not testable";
        case Verdict::waived:
            return "waived";
    }
    return "?";
}

std::string cell(const RuleResult* result) {
    if (result == nullptr) {
        return "";
    }
    const std::string_view name = short_name(result->verdict);
    return result->judges_adapter && result->verdict != Verdict::not_applicable ? fmt::format("({})", name)
                                                                                : std::string(name);
}

/// Text for a place in a Markdown table.
std::string in_cell(std::string_view text) {
    std::string out;
    for (const char character : text) {
        if (character == '|' || character == '\\') {
            out += '\\';
        }
        out += character == '\n' ? ' ' : character;
    }
    return out;
}

std::string row(std::string_view first, const std::vector<std::string>& rest) {
    std::string out = fmt::format("| {} |", first);
    for (const std::string& one : rest) {
        out += fmt::format(" {} |", one);
    }
    return out + '\n';
}

std::string table_of(const RunResult& run) {
    std::vector<std::string> head;
    for (const SubjectResult& subject : run.subjects) {
        head.push_back(in_cell(subject.subject));
    }
    std::string out = row("rule", head) + row("---", std::vector<std::string>(head.size(), "---"));
    for (const std::string& rule : rules_of(run)) {
        std::vector<std::string> cells;
        for (const SubjectResult& subject : run.subjects) {
            cells.push_back(cell(result_of(subject, rule)));
        }
        out += row(rule, cells);
    }
    return out;
}

std::string subjects_table(const RunResult& run) {
    std::string out = row("executor", {"verdict", "driving", "budget", "seed", "cases"}) +
                      row("---", {"---", "---", "---", "---", "---"});
    for (const SubjectResult& subject : run.subjects) {
        std::string verdict(to_string(subject.overall));
        if (!subject.trouble.empty()) {
            verdict += ": " + subject.trouble;
        }
        out += row(in_cell(subject.subject),
                   {in_cell(verdict), std::string(to_string(subject.driving)), in_cell(subject.budget),
                    std::to_string(subject.seed), with_commas(subject.cases)});
    }
    return out;
}

/// Text that holds no fence of this length.
std::string fenced(std::string_view text) {
    std::string fence = "```";
    while (text.find(fence) != std::string_view::npos) {
        fence += '`';
    }
    return fmt::format("{0}text\n{1}{2}{0}\n", fence, text, text.ends_with('\n') ? "" : "\n");
}

std::string finding_markdown(const FindingOf& finding, const MatrixContext& context) {
    const SubjectResult& subject = *finding.subject;
    const RuleResult& result = *finding.result;
    const rulebook::Rule* const rule = rulebook::find(context.rules, result.rule);
    std::string out = fmt::format("### {}: {} {}\n", subject.subject, to_string(result.verdict), result.rule);
    if (rule != nullptr) {
        out += fmt::format("\n{}\n", rule->title);
    }
    if (!result.note.empty()) {
        out += fmt::format("\n{}\n", result.note);
    }
    if (const KnownFinding* const known = find_known(context.known, subject.subject, result.rule)) {
        if (!known->why.empty()) {
            out += fmt::format("\n{}\n", known->why);
        }
        if (!known->upstream.empty()) {
            out += fmt::format("\nUpstream: {}\n", known->upstream);
        }
    }
    if (result.judges_adapter) {
        out += "\nThis judges the adapter.\n";
    }
    if (result.failure) {
        const Failure& failure = *result.failure;
        std::string page = failure.sentence + "\n\n";
        if (context.page.scenario_text) {
            page += context.page.scenario_text(failure.scenario) + '\n';
        }
        page += trace_table(failure.trace, failure.events, {context.page.width, context.page.trace_rows});
        page += fmt::format("\n{}\nwakelaw replay {}\n", confirmation(failure), failure.token);
        out += '\n' + fenced(harmless(page));
    }
    return out;
}

Json finding_json(const FindingOf& finding, const MatrixContext& context) {
    const RuleResult& result = *finding.result;
    Json out{{"subject", finding.subject->subject},
             {"rule", result.rule},
             {"verdict", to_string(result.verdict)},
             {"judges", result.judges_adapter ? "adapter" : "executor"}};
    if (const KnownFinding* const known = find_known(context.known, finding.subject->subject, result.rule)) {
        out["why"] = known->why;
        out["upstream"] = known->upstream;
    }
    if (result.failure) {
        const Failure& failure = *result.failure;
        out["clause"] = failure.clause;
        out["sentence"] = failure.sentence;
        out["confirmed"] = failure.confirmed;
        out["confirmation_runs"] = failure.confirmation_runs;
        out["token"] = failure.token;
        if (context.page.scenario_text) {
            out["scenario"] = context.page.scenario_text(failure.scenario);
        }
        out["trace"] =
            trace_table(failure.trace, failure.events, {context.page.width, context.page.trace_rows});
    }
    return out;
}

}  // namespace

std::string matrix_markdown(const RunResult& run, const MatrixContext& context) {
    std::string out =
        fmt::format("# Rules and executors\n\nMade by wakelaw {}.\n\n{}\n", run.version, subjects_table(run));
    out +=
        "In parentheses: the rule judges what the adapter supplies, and not the executor. `-`: not "
        "applicable. "
        "`?`: inconclusive.\n\n";
    out += table_of(run) + "\n## Findings\n";
    const std::vector<FindingOf> findings = findings_of(run);
    for (const FindingOf& finding : findings) {
        out += '\n' + finding_markdown(finding, context);
    }
    return findings.empty() ? out + "\nNone.\n" : out;
}

std::string matrix_json(const RunResult& run, const MatrixContext& context) {
    Json subjects = Json::array();
    for (const SubjectResult& subject : run.subjects) {
        subjects.push_back({{"name", subject.subject},
                            {"overall", to_string(subject.overall)},
                            {"trouble", subject.trouble},
                            {"driving", to_string(subject.driving)},
                            {"budget", subject.budget},
                            {"seed", subject.seed},
                            {"cases", subject.cases}});
    }
    Json rules = Json::array();
    for (const std::string& id : rules_of(run)) {
        const rulebook::Rule* const rule = rulebook::find(context.rules, id);
        Json verdicts = Json::object();
        for (const SubjectResult& subject : run.subjects) {
            if (const RuleResult* const result = result_of(subject, id)) {
                verdicts[subject.subject] = {{"verdict", to_string(result->verdict)},
                                             {"judges", result->judges_adapter ? "adapter" : "executor"}};
            }
        }
        rules.push_back({{"rule", id},
                         {"level", rule == nullptr ? "" : rule->level},
                         {"title", rule == nullptr ? "" : rule->title},
                         {"verdicts", verdicts}});
    }
    Json findings = Json::array();
    for (const FindingOf& finding : findings_of(run)) {
        findings.push_back(finding_json(finding, context));
    }
    const Json out{
        {"version", run.version}, {"subjects", subjects}, {"rules", rules}, {"findings", findings}};
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace wakelaw::conformance::report
