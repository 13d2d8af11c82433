// SPDX-License-Identifier: MIT
#include "report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/exit_code.hpp"
#include "report/words.hpp"
#include "rulebook/rulebook.hpp"

namespace wakelaw::conformance::report {

namespace {

/// The length of the UTF-8 sequence at the front of `text` that XML 1.0 allows; 0: none.
std::size_t allowed_sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r' ? 1 : 0;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
        return 0;
    }
    std::uint32_t point = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            return 0;
        }
        point = point << 6U | (byte(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
    const bool forbidden = (point >= 0xD800 && point <= 0xDFFF) || point == 0xFFFE || point == 0xFFFF;
    return overlong || forbidden || point > 0x10FFFF ? 0 : length;
}

std::string escaped(std::string_view text, bool attribute) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = allowed_sequence(text);
        if (length == 0) {
            text.remove_prefix(1);
            continue;
        }
        switch (text[0]) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += attribute ? "&quot;" : "\"";
                break;
            case '\n':
                out += attribute ? "&#10;" : "\n";
                break;
            case '\t':
                out += attribute ? "&#9;" : "\t";
                break;
            case '\r':
                out += "&#13;";
                break;
            default:
                out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out;
}

struct Totals {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    double seconds = 0;

    [[nodiscard]] std::string attributes() const {
        return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")", tests,
                           failures, errors, skipped, seconds);
    }
};

bool is_error(Verdict verdict) {
    return verdict == Verdict::inconclusive || verdict == Verdict::bad_adapter ||
           verdict == Verdict::suite_error;
}

bool is_skipped(Verdict verdict) {
    return verdict == Verdict::not_applicable || verdict == Verdict::not_testable ||
           verdict == Verdict::waived;
}

void count(Totals& totals, Verdict verdict) {
    ++totals.tests;
    totals.failures += is_violation(verdict) ? 1U : 0U;
    totals.errors += is_error(verdict) ? 1U : 0U;
    totals.skipped += is_skipped(verdict) ? 1U : 0U;
}

std::string_view or_else(std::string_view text, std::string_view other) {
    return text.empty() ? other : text;
}

std::string element(std::string_view name, Verdict verdict, std::string_view message, std::string_view body) {
    return fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", name, to_string(verdict),
                       xml_attribute(message), xml_text(body));
}

class Suite {
public:
    Suite(const SubjectResult& subject, std::span<const rulebook::Rule> rules, const PageOptions& options)
        : subject_(subject), rules_(rules), options_(options) {}

    std::string write(Totals& all) {
        std::string cases;
        Totals totals;
        totals.seconds = subject_.seconds;
        for (const RuleResult& result : subject_.rules) {
            count(totals, result.verdict);
            cases += test_case(result.rule, judged(result) + body(result));
        }
        if (!subject_.trouble.empty()) {
            const Verdict verdict =
                subject_.overall == Verdict::bad_adapter ? Verdict::bad_adapter : Verdict::suite_error;
            count(totals, verdict);
            cases += test_case("subject", element("error", verdict, subject_.trouble, subject_.trouble));
        }
        all.tests += totals.tests;
        all.failures += totals.failures;
        all.errors += totals.errors;
        all.skipped += totals.skipped;
        all.seconds += totals.seconds;
        return fmt::format("  <testsuite name=\"{}\" {}>\n{}{}  </testsuite>\n",
                           xml_attribute(subject_.subject), totals.attributes(), properties(), cases);
    }

private:
    [[nodiscard]] std::string properties() const {
        return fmt::format(
            "    <properties>\n      <property name=\"seed\" value=\"{}\"/>\n      <property name=\"budget\" "
            "value=\"{}\"/>\n      <property name=\"cases\" value=\"{}\"/>\n      <property "
            "name=\"schedules\" "
            "value=\"{}\"/>\n    </properties>\n",
            subject_.seed, xml_attribute(subject_.budget), subject_.cases, subject_.schedules);
    }

    [[nodiscard]] std::string test_case(std::string_view name, const std::string& inside) const {
        const std::string head = fmt::format("    <testcase name=\"{}\" classname=\"wakelaw.{}\"",
                                             xml_attribute(name), xml_attribute(subject_.subject));
        return inside.empty() ? head + "/>\n" : head + ">\n" + inside + "    </testcase>\n";
    }

    [[nodiscard]] static std::string judged(const RuleResult& result) {
        std::string inside;
        const auto add = [&](std::string_view name, std::string_view value) {
            inside +=
                fmt::format("        <property name=\"{}\" value=\"{}\"/>\n", name, xml_attribute(value));
        };
        if (result.judges_adapter) {
            add("judges", "adapter");
        }
        for (const BrokenClause& one : result.broken_clauses) {
            add("broken", fmt::format("{} in {} cases", one.clause, one.cases));
        }
        for (const rulebook::Power& one : result.power) {
            add("power", rulebook::to_text(one));
        }
        return inside.empty() ? "" : "      <properties>\n" + inside + "      </properties>\n";
    }

    [[nodiscard]] std::string body(const RuleResult& result) const {
        const std::string page = result.failure ? page_of(result) : std::string();
        const std::string_view reason =
            or_else(or_else(result.note, result.evidence), to_string(result.verdict));
        if (is_violation(result.verdict)) {
            return element("failure", result.verdict,
                           result.failure ? std::string_view(result.failure->sentence) : reason,
                           or_else(page, reason));
        }
        if (is_error(result.verdict)) {
            return element("error", result.verdict, reason, or_else(page, reason));
        }
        if (is_skipped(result.verdict)) {
            return fmt::format("      <skipped message=\"{}: {}\"/>\n", to_string(result.verdict),
                               xml_attribute(reason));
        }
        if (result.verdict == Verdict::warning) {
            return fmt::format("      <system-out>WARNING: {}</system-out>\n",
                               xml_text(or_else(page, reason)));
        }
        return "";
    }

    [[nodiscard]] std::string page_of(const RuleResult& result) const {
        PageOptions without_colour = options_;
        without_colour.colour = false;
        return failure_page(*result.failure, result.verdict, rulebook::find(rules_, result.failure->rule),
                            without_colour);
    }

    const SubjectResult& subject_;
    std::span<const rulebook::Rule> rules_;
    const PageOptions& options_;
};

}  // namespace

std::string xml_text(std::string_view text) { return escaped(text, false); }
std::string xml_attribute(std::string_view text) { return escaped(text, true); }

std::string junit(const RunResult& run, std::span<const rulebook::Rule> rules, const PageOptions& options) {
    Totals totals;
    std::string suites;
    for (const SubjectResult& subject : run.subjects) {
        suites += Suite(subject, rules, options).write(totals);
    }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"wakelaw\" {}>\n{}</testsuites>\n",
        totals.attributes(), suites);
}

}  // namespace wakelaw::conformance::report
