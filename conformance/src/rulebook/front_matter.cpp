// SPDX-License-Identifier: MIT
#include "rulebook/front_matter.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <span>

#include <wakelaw/conformance/subject.hpp>

namespace wakelaw::conformance::rulebook {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 13> fields{"id",      "title", "level",    "basis", "obligor",
                                                  "profile", "needs", "driving",  "since", "evidence",
                                                  "sources", "laws",  "specimens"};
constexpr std::string_view untested_field = "untested";
constexpr std::array<std::string_view, 3> levels{"MUST", "SHOULD", "MAY"};
constexpr std::array<std::string_view, 2> bases{"normative", "derived"};
constexpr std::array<std::string_view, 3> driving_styles{"threads", "stepping", "blocking"};
constexpr std::array<std::string_view, 5> grades{"compile-time", "deterministic", "sampled", "explored",
                                                 "sanitizer"};

bool contains(Names names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// "MUST, SHOULD or MAY".
std::string choices(Names names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        out += i == 0 ? "" : i + 1 == names.size() ? " or " : ", ";
        out += names[i];
    }
    return out;
}

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

class FrontMatter {
public:
    FrontMatter(const toml::table& table, std::size_t first_line) : table_(table), first_line_(first_line) {}

    void check_names() const {
        for (const auto& [key, value] : table_) {
            if (!contains(fields, key.str()) && key.str() != untested_field) {
                throw RuleFileError{line_of(key.source()), "unknown field " + quoted(key.str())};
            }
        }
        for (const std::string_view field : fields) {
            if (table_.get(field) == nullptr) {
                throw RuleFileError{first_line_ - 1, "missing field " + quoted(field)};
            }
        }
    }

    /// Why no law judges the rule: required exactly when it names none.
    [[nodiscard]] std::string untested(bool has_laws) const {
        const toml::node* const node = table_.get(untested_field);
        if (has_laws && node != nullptr) {
            throw RuleFileError{line_of(node->source()),
                                "the rule has a law, so it is tested; drop the field \"untested\""};
        }
        if (!has_laws && node == nullptr) {
            throw RuleFileError{line_of(table_.get("laws")->source()),
                                "no law, and no field \"untested\" that says why; add one of the two"};
        }
        return has_laws ? "" : text(untested_field);
    }

    [[nodiscard]] std::string text(std::string_view field) const {
        const toml::node& node = *table_.get(field);
        const auto value = node.value<std::string>();
        if (!node.is_string() || !value || value->empty()) {
            throw RuleFileError{line_of(node.source()),
                                "field " + quoted(field) + " must be a text that is not empty"};
        }
        return *value;
    }

    [[nodiscard]] std::string one_of(std::string_view field, Names known) const {
        std::string value = text(field);
        if (!contains(known, value)) {
            fail_unknown(*table_.get(field), field, value, known);
        }
        return value;
    }

    [[nodiscard]] std::vector<std::string> list(std::string_view field) const {
        const toml::node& node = *table_.get(field);
        const toml::array* array = node.as_array();
        if (array == nullptr) {
            throw RuleFileError{line_of(node.source()),
                                "field " + quoted(field) + " must be a list of texts"};
        }
        std::vector<std::string> out;
        for (const toml::node& element : *array) {
            if (!element.is_string()) {
                throw RuleFileError{line_of(element.source()),
                                    "field " + quoted(field) + " must be a list of texts"};
            }
            out.push_back(element.ref<std::string>());
        }
        return out;
    }

    /// A list whose members must be among `known`, with the word for one of them.
    [[nodiscard]] std::vector<std::string> list_of(std::string_view field, std::string_view word,
                                                   Names known) const {
        std::vector<std::string> out = list(field);
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (!contains(known, out[i])) {
                fail_unknown(*table_.get(field)->as_array()->get(i), word, out[i], known);
            }
        }
        return out;
    }

private:
    [[noreturn]] void fail_unknown(const toml::node& node, std::string_view word, std::string_view value,
                                   Names known) const {
        throw RuleFileError{line_of(node.source()),
                            "unknown " + std::string(word) + ' ' + quoted(value) + "; use " + choices(known)};
    }

    [[nodiscard]] std::size_t line_of(const toml::source_region& region) const {
        return first_line_ - 1 + std::max<std::size_t>(1, region.begin.line);
    }

    const toml::table& table_;
    std::size_t first_line_;
};

std::vector<std::string_view> capability_names() {
    std::vector<std::string_view> names;
    names.reserve(capability_count);
    for (int i = 0; i < capability_count; ++i) {
        names.push_back(to_string(static_cast<Capability>(i)));
    }
    return names;
}

toml::table parse_toml(std::string_view text, std::size_t first_line) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw RuleFileError{first_line - 1 + error.source().begin.line,
                            "the front matter is not TOML: " + std::string(error.description())};
    }
}

}  // namespace

void read_front_matter(std::string_view toml, std::size_t first_line, Rule& rule) {
    const toml::table table = parse_toml(toml, first_line);
    const FrontMatter front(table, first_line);
    front.check_names();
    rule.id = front.text("id");
    rule.title = front.text("title");
    rule.level = front.one_of("level", levels);
    rule.basis = front.one_of("basis", bases);
    rule.obligor = front.text("obligor");
    rule.profile = front.text("profile");
    rule.needs = front.list_of("needs", "capability", capability_names());
    rule.driving = front.list_of("driving", "driving style", driving_styles);
    rule.since = front.text("since");
    rule.evidence = front.one_of("evidence", grades);
    rule.sources = front.list("sources");
    rule.laws = front.list("laws");
    rule.untested = front.untested(!rule.laws.empty());
    rule.specimens = front.list("specimens");
}

}  // namespace wakelaw::conformance::rulebook
