// SPDX-License-Identifier: MIT
#include "rulebook/parse.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "rulebook/front_matter.hpp"
#include "rulebook/text.hpp"

namespace wakelaw::conformance::rulebook {

namespace {

constexpr std::array<std::string_view, 8> rfc2119_words{"MUST",     "SHALL",       "SHOULD",   "MAY",
                                                        "REQUIRED", "RECOMMENDED", "OPTIONAL", "FORBIDDEN"};

struct Section {
    std::string_view heading;
    std::string Sections::*text;
};
constexpr std::array<Section, 5> sections{{
    {"Intent", &Sections::intent},
    {"How it is observed", &Sections::observed},
    {"Smallest violating trace", &Sections::trace},
    {"If this fails, look at", &Sections::look_at},
    {"In Rust", &Sections::rust},
}};

bool is_letter(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

/// The words of RFC 2119 in `text`, each with its NOT.
std::vector<std::string> keywords_in(std::string_view text) {
    std::vector<std::string> found;
    std::size_t at = 0;
    while (at < text.size()) {
        if (!is_letter(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_letter(text[end])) {
            ++end;
        }
        const std::string_view word = text.substr(at, end - at);
        if (std::find(rfc2119_words.begin(), rfc2119_words.end(), word) != rfc2119_words.end()) {
            const std::string_view after = text.substr(end);
            const bool negated = after.starts_with(" NOT") && (after.size() == 4 || !is_letter(after[4]));
            found.push_back(std::string(word) + (negated ? " NOT" : ""));
        }
        at = end;
    }
    return found;
}

/// 2: MUST, 1: SHOULD, 0: MAY; -1: a word that the specification does not use.
int strength(std::string_view keyword) {
    if (keyword == "MUST" || keyword == "MUST NOT") {
        return 2;
    }
    if (keyword == "SHOULD" || keyword == "SHOULD NOT") {
        return 1;
    }
    return keyword == "MAY" ? 0 : -1;
}

class RuleFile {
public:
    RuleFile(std::string_view file, std::string_view text) : lines_(lines_of(text)) { rule_.file = file; }

    Rule read() {
        read_front();
        check_id();
        read_title();
        read_clauses();
        check_level();
        read_sections();
        return std::move(rule_);
    }

private:
    [[noreturn]] static void fail(std::size_t index, std::string what) {
        throw RuleFileError{index + 1, std::move(what)};
    }

    void read_front() {
        if (lines_.empty() || lines_[0] != "+++") {
            fail(0, "the file must begin with a line +++ and the front matter");
        }
        std::string toml;
        for (at_ = 1; at_ < lines_.size() && lines_[at_] != "+++"; ++at_) {
            toml += lines_[at_];
            toml += '\n';
        }
        if (at_ == lines_.size()) {
            fail(0, "the front matter has no end: a second line +++ is missing");
        }
        read_front_matter(toml, 2, rule_);
        ++at_;
    }

    void check_id() const {
        std::string_view name = rule_.file;
        name = name.substr(name.find_last_of('/') + 1);
        if (name != rule_.id + ".md") {
            fail(field_line("id"),
                 "the id is \"" + rule_.id + "\", and the file is named " + std::string(name));
        }
    }

    void read_title() {
        skip_blank();
        const std::string wanted = "# " + rule_.id + ": " + rule_.title;
        if (at_ == lines_.size() || lines_[at_] != wanted) {
            fail(std::min(at_, lines_.size() - 1), "the heading must be \"" + wanted + "\"");
        }
        ++at_;
    }

    void read_clauses() {
        for (skip_blank(); at_ < lines_.size() && !lines_[at_].starts_with("## "); skip_blank()) {
            read_clause();
        }
        if (rule_.clauses.empty()) {
            fail(std::min(at_, lines_.size() - 1), "no clause");
        }
    }

    void read_clause() {
        const std::size_t first = at_;
        std::string paragraph;
        for (; at_ < lines_.size() && !lines_[at_].empty() && !lines_[at_].starts_with("## "); ++at_) {
            paragraph += lines_[at_];
            paragraph += '\n';
        }
        if (rule_.clauses.size() == 26) {
            fail(first, "more than 26 clauses");
        }
        Clause clause;
        clause.id = rule_.id + '.' + static_cast<char>('a' + static_cast<int>(rule_.clauses.size()));
        const std::string mark = "**" + clause.id + "**";
        if (!paragraph.starts_with(mark)) {
            fail(first, "here clause " + mark + " was expected");
        }
        clause.text = normalised(plain(std::string_view(paragraph).substr(mark.size())));
        const std::vector<std::string> keywords = keywords_in(clause.text);
        if (keywords.size() != 1) {
            fail(first, "clause " + clause.id + " has " + std::to_string(keywords.size()) +
                            " words of RFC 2119 in capitals; it must have exactly one");
        }
        clause.keyword = keywords[0];
        if (strength(clause.keyword) < 0) {
            fail(first, "clause " + clause.id + " says " + clause.keyword +
                            "; use MUST, MUST NOT, SHOULD, SHOULD NOT or MAY");
        }
        rule_.clauses.push_back(std::move(clause));
    }

    void check_level() const {
        int strongest = 0;
        for (const Clause& clause : rule_.clauses) {
            strongest = std::max(strongest, strength(clause.keyword));
        }
        constexpr std::array<std::string_view, 3> names{"MAY", "SHOULD", "MUST"};
        const std::string_view wanted = names[static_cast<std::size_t>(strongest)];
        if (rule_.level != wanted) {
            fail(field_line("level"),
                 "the level is " + rule_.level + ", and the strongest clause says " + std::string(wanted));
        }
    }

    void read_sections() {
        for (const Section& section : sections) {
            skip_blank();
            const std::string heading = "## " + std::string(section.heading);
            if (at_ == lines_.size() || lines_[at_] != heading) {
                fail(std::min(at_, lines_.size() - 1),
                     "missing section \"" + heading + "\"; it must come here");
            }
            const std::size_t first = at_++;
            std::string& text = rule_.sections.*section.text;
            for (; at_ < lines_.size() && !lines_[at_].starts_with("## "); ++at_) {
                text += lines_[at_];
                text += '\n';
            }
            if (normalised(text).empty()) {
                fail(first, "section \"" + heading + "\" is empty");
            }
        }
        if (at_ < lines_.size()) {
            fail(at_, "unknown section \"" + std::string(lines_[at_]) + '"');
        }
    }

    void skip_blank() {
        while (at_ < lines_.size() && lines_[at_].empty()) {
            ++at_;
        }
    }

    /// The line in which a field of the front matter stands.
    [[nodiscard]] std::size_t field_line(std::string_view field) const {
        for (std::size_t i = 1; i < lines_.size(); ++i) {
            if (lines_[i].starts_with(field)) {
                return i;
            }
        }
        return 0;
    }

    std::vector<std::string_view> lines_;
    std::size_t at_ = 0;
    Rule rule_;
};

}  // namespace

ParsedRule parse_rule(std::string_view file, std::string_view text) {
    ParsedRule result;
    try {
        result.rule = RuleFile(file, text).read();
    } catch (const RuleFileError& error) {
        result.error = std::string(file) + ':' + std::to_string(error.line) + ": " + error.what;
    }
    return result;
}

}  // namespace wakelaw::conformance::rulebook
