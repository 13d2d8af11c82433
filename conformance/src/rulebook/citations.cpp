// SPDX-License-Identifier: MIT
#include "rulebook/citations.hpp"

#include <algorithm>
#include <string_view>

#include "rulebook/rulebook.hpp"
#include "rulebook/text.hpp"

namespace wakelaw::conformance::rulebook {

namespace {

std::string text(std::string_view view) { return std::string(view); }

/// Whether two paths name one file: equal, or one is the end of the other after a slash.
bool same_file(std::string_view left, std::string_view right) {
    if (left.size() < right.size()) {
        std::swap(left, right);
    }
    return left.ends_with(right) &&
           (left.size() == right.size() || left[left.size() - right.size() - 1] == '/');
}

/// What is wrong with one law, or nothing.
std::string problem_of(const laws::Law& law, std::span<const Rule> rules) {
    const Rule* rule = find(rules, law.rule);
    if (rule == nullptr) {
        return text(law.file) + ": there is no rule " + text(law.rule) +
               "; correct the law or write the rule";
    }
    const Clause* clause = rule->clause(text(law.clause));
    if (clause == nullptr) {
        return text(law.file) + ": " + rule->file + " has no clause " + text(law.clause) +
               "; correct the law or write the clause";
    }
    if (words_only(law.quote) != words_only(clause->text)) {
        return text(law.file) + ": the quote of " + clause->id + " is out of date; the law quotes \"" +
               normalised(law.quote) + "\", " + rule->file + " says \"" + clause->text +
               "\"; see whether the law still upholds the clause, then quote the clause as it is";
    }
    return "";
}

bool judged_in(std::span<const laws::Law> laws, const Rule& rule, std::string_view file) {
    return std::any_of(laws.begin(), laws.end(), [&](const laws::Law& law) {
        return law.rule == rule.id && same_file(law.file, file);
    });
}

/// The front matter of a rule names the files of its laws, if it names any.
void check_front_matter(std::span<const laws::Law> laws, const Rule& rule,
                        std::vector<std::string>& problems) {
    for (const std::string& file : rule.laws) {
        if (!judged_in(laws, rule, file)) {
            problems.push_back(rule.file + ": the front matter names " + file + ", and no law there is for " +
                               rule.id + "; correct the field \"laws\" or register the law");
        }
    }
    for (const laws::Law& law : laws) {
        const bool named = std::any_of(rule.laws.begin(), rule.laws.end(),
                                       [&](const std::string& file) { return same_file(file, law.file); });
        if (law.rule == rule.id && !named) {
            std::string line = rule.file + ": the front matter does not name " + text(law.file) + ", where " +
                               rule.id + " is judged; add it to the field \"laws\"";
            if (std::find(problems.begin(), problems.end(), line) == problems.end()) {
                problems.push_back(std::move(line));
            }
        }
    }
}

}  // namespace

std::vector<std::string> check_citations(std::span<const laws::Law> laws, std::span<const Rule> rules) {
    std::vector<std::string> problems;
    for (const laws::Law& law : laws) {
        std::string problem = problem_of(law, rules);
        if (!problem.empty()) {
            problems.push_back(std::move(problem));
        }
    }
    for (const Rule& rule : rules) {
        check_front_matter(laws, rule, problems);
    }
    return problems;
}

std::vector<std::string> untested_rules(std::span<const laws::Law> laws, std::span<const Rule> rules) {
    std::vector<std::string> untested;
    for (const Rule& rule : rules) {
        const bool judged =
            std::any_of(laws.begin(), laws.end(), [&](const laws::Law& law) { return law.rule == rule.id; });
        if (!judged) {
            untested.push_back(rule.id);
        }
    }
    return untested;
}

}  // namespace wakelaw::conformance::rulebook
