// SPDX-License-Identifier: MIT
#include "report/known_findings.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace wakelaw::conformance::report {

tl::expected<std::vector<KnownFinding>, std::string> parse_known_findings(std::string_view name,
                                                                          std::string_view text) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return tl::make_unexpected(
            fmt::format("{}:{}: {}", name, error.source().begin.line, error.description()));
    }
    std::vector<KnownFinding> known;
    const toml::node* const findings = table.get("finding");
    if (findings == nullptr) {
        return known;
    }
    const auto fault = [&](const toml::node& where) {
        return tl::make_unexpected(fmt::format(
            "{}:{}: a finding is a table [[finding]] that has a subject and a rule, each a string", name,
            where.source().begin.line));
    };
    if (!findings->is_array_of_tables()) {
        return fault(*findings);
    }
    for (const toml::node& node : *findings->as_array()) {
        const toml::table& entry = *node.as_table();
        KnownFinding one;
        one.subject = entry["subject"].value_or("");
        one.rule = entry["rule"].value_or("");
        one.upstream = entry["upstream"].value_or("");
        one.why = entry["why"].value_or("");
        one.sampled = entry["sampled"].value_or(false);
        if (one.subject.empty() || one.rule.empty()) {
            return fault(node);
        }
        known.push_back(std::move(one));
    }
    return known;
}

tl::expected<std::vector<KnownFinding>, std::string> read_known_findings(const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.is_open() || file.bad() || errno != 0) {
        return tl::make_unexpected("cannot read " + path + ": " +
                                   std::generic_category().message(errno != 0 ? errno : EIO));
    }
    return parse_known_findings(path, text);
}

const KnownFinding* find_known(const std::vector<KnownFinding>& known, std::string_view subject,
                               std::string_view rule) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const KnownFinding& one) {
        return one.subject == subject && one.rule == rule;
    });
    return found == known.end() ? nullptr : &*found;
}

}  // namespace wakelaw::conformance::report
