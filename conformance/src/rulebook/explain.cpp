// SPDX-License-Identifier: MIT
#include "rulebook/explain.hpp"

#include <vector>

#include "rulebook/text.hpp"

namespace wakelaw::conformance::rulebook {

namespace {

constexpr std::string_view indent = "  ";

std::string joined(const std::vector<std::string>& parts, std::string_view if_empty) {
    std::string out;
    for (const std::string& part : parts) {
        out += (out.empty() ? "" : ", ") + part;
    }
    return out.empty() ? std::string(if_empty) : out;
}

std::string section(std::string_view heading, std::string_view markdown, std::size_t width) {
    return '\n' + std::string(heading) + '\n' + render(markdown, width, indent);
}

std::string list(std::string_view heading, const std::vector<std::string>& items, std::string_view if_empty,
                 std::size_t width) {
    std::string out = '\n' + std::string(heading) + '\n';
    for (const std::string& item : items) {
        out += wrap(item, width, "  - ", "    ");
    }
    return items.empty() ? out + std::string(indent) + std::string(if_empty) + '\n' : out;
}

std::vector<std::string> texts_of(std::span<const Power> power) {
    std::vector<std::string> texts;
    for (const Power& one : power) {
        texts.push_back(to_text(one) + (one.vocabulary ? ", a vocabulary" : ""));
    }
    return texts;
}

}  // namespace

std::string clause_text(const Clause& clause, std::size_t width) {
    const std::string rest(clause.id.size() + 2, ' ');
    return wrap(clause.text, width, clause.id + indent.data(), rest);
}

std::string explain(const Rule& rule, std::span<const Power> power, std::size_t width) {
    std::string out = wrap(rule.id + ": " + rule.title, width);
    out += wrap(rule.level + ", " + rule.basis + "; kept by: " + rule.obligor + "; profile " + rule.profile +
                    "; evidence " + rule.evidence + "; since " + rule.since,
                width);
    out +=
        wrap("needs: " + joined(rule.needs, "nothing") + "; driving: " + joined(rule.driving, "any"), width);
    for (const Clause& clause : rule.clauses) {
        out += '\n' + clause_text(clause, width);
    }
    out += section("Intent", rule.sections.intent, width);
    out += section("How it is observed", rule.sections.observed, width);
    out += section("Smallest violating trace", rule.sections.trace, width);
    out += section("If this fails, look at", rule.sections.look_at, width);
    out += section("In Rust", rule.sections.rust, width);
    out += list("Sources", rule.sources, "none", width);
    out += rule.is_tested() ? list("Laws", rule.laws, "none", width)
                            : section("Not tested", rule.untested, width);
    out += list("Specimens", rule.specimens, "none", width);
    if (rule.is_tested()) {
        out += list("Detection power", texts_of(power), "not measured", width);
    }
    return out;
}

}  // namespace wakelaw::conformance::rulebook
