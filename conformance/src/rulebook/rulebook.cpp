// SPDX-License-Identifier: MIT
#include "rulebook/rulebook.hpp"

#include <algorithm>
#include <iterator>

#include "rulebook/parse.hpp"
#include "rulebook/text.hpp"

namespace wakelaw::conformance::rulebook {

namespace {

char upper(char character) {
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
}

bool matches(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) {
        return text.empty();
    }
    if (pattern[0] == '*') {
        return matches(pattern.substr(1), text) || (!text.empty() && matches(pattern, text.substr(1)));
    }
    return !text.empty() && (pattern[0] == '?' || upper(pattern[0]) == upper(text[0])) &&
           matches(pattern.substr(1), text.substr(1));
}

std::vector<std::string> patterns_of(std::string_view globs) {
    std::vector<std::string> patterns;
    std::size_t from = 0;
    while (from <= globs.size()) {
        const std::size_t to = std::min(globs.find(',', from), globs.size());
        std::string pattern = normalised(globs.substr(from, to - from));
        if (!pattern.empty()) {
            patterns.push_back(std::move(pattern));
        }
        from = to + 1;
    }
    return patterns;
}

}  // namespace

Book read_rules(std::span<const EmbeddedRule> files) {
    Book book;
    for (const EmbeddedRule& embedded : files) {
        ParsedRule parsed = parse_rule(embedded.file, embedded.text);
        if (!parsed.rule) {
            book.problems.push_back(std::move(parsed.error));
        } else if (const Rule* other = find(book.rules, parsed.rule->id)) {
            book.problems.push_back(std::string(embedded.file) + ":2: id \"" + parsed.rule->id +
                                    "\" is already that of " + other->file);
        } else {
            book.rules.push_back(std::move(*parsed.rule));
        }
    }
    std::sort(book.rules.begin(), book.rules.end(),
              [](const Rule& left, const Rule& right) { return natural_less(left.id, right.id); });
    return book;
}

const Book& embedded_book() {
    static const Book book = read_rules(embedded_rules());
    return book;
}

const std::vector<Rule>& rulebook() { return embedded_book().rules; }

const Rule* find(std::span<const Rule> rules, std::string_view id) {
    const auto found =
        std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
    return found == rules.end() ? nullptr : &*found;
}

std::vector<const Rule*> select(std::span<const Rule> rules, std::string_view globs) {
    const std::vector<std::string> patterns = patterns_of(globs);
    std::vector<const Rule*> selected;
    for (const Rule& rule : rules) {
        if (std::any_of(patterns.begin(), patterns.end(),
                        [&](const std::string& pattern) { return matches(pattern, rule.id); })) {
            selected.push_back(&rule);
        }
    }
    return selected;
}

std::vector<const Rule*> select(std::string_view globs) { return select(rulebook(), globs); }

std::vector<const Rule*> select_for_run(std::span<const Rule> rules, std::string_view globs) {
    std::vector<const Rule*> selected;
    for (const std::string& pattern : patterns_of(globs)) {
        const std::vector<const Rule*> matched = select(rules, pattern);
        const bool any_tested =
            std::any_of(matched.begin(), matched.end(), [](const Rule* rule) { return rule->is_tested(); });
        std::copy_if(matched.begin(), matched.end(), std::back_inserter(selected),
                     [&](const Rule* rule) { return rule->is_tested() == any_tested; });
    }
    std::sort(selected.begin(), selected.end());  // all point into `rules`
    selected.erase(std::unique(selected.begin(), selected.end()), selected.end());
    return selected;
}

std::vector<const Rule*> select_for_run(std::string_view globs) { return select_for_run(rulebook(), globs); }

}  // namespace wakelaw::conformance::rulebook
