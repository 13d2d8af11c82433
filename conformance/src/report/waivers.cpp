// SPDX-License-Identifier: MIT
#include "report/waivers.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "report/exit_code.hpp"
#include "report/words.hpp"
#include "rulebook/rulebook.hpp"

namespace wakelaw::conformance::report {

namespace {

bool can_be_waived(Verdict verdict) { return is_violation(verdict) || verdict == Verdict::warning; }

}  // namespace

tl::expected<std::vector<Waiver>, std::string> parse_waivers(std::string_view name, std::string_view text,
                                                             std::span<const rulebook::Rule> rules) {
    toml::table table;
    try {
        table = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return tl::make_unexpected(
            fmt::format("{}:{}: {}", name, error.source().begin.line, error.description()));
    }
    const auto fault = [&](const toml::node& where, std::string_view what) {
        return tl::make_unexpected(fmt::format("{}:{}: {}", name, where.source().begin.line, what));
    };
    constexpr std::string_view shape =
        "a waiver is a table [[waiver]] that has a subject, a rule and a reason, each a text";
    for (const auto& [key, node] : table) {
        if (key.str() != "waiver" || !node.is_array_of_tables()) {
            return fault(node, shape);
        }
    }
    std::vector<Waiver> waivers;
    const toml::array* const entries = table["waiver"].as_array();
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
        const toml::table& entry = *entries->get(i)->as_table();
        Waiver one{entry["subject"].value_or(""), entry["rule"].value_or(""), entry["reason"].value_or("")};
        if (one.subject.empty() || one.rule.empty() || one.reason.empty()) {
            return fault(entry, shape);
        }
        const rulebook::Rule* const rule = rulebook::find(rules, one.rule);
        if (rule == nullptr) {
            return fault(*entry.get("rule"), fmt::format("there is no rule \"{}\"; `wakelaw list --rules` "
                                                         "shows all {}",
                                                         one.rule, rules.size()));
        }
        if (!rule->is_tested()) {
            return fault(*entry.get("rule"),
                         fmt::format("{} has no law, so there is nothing to waive; remove it", one.rule));
        }
        waivers.push_back(std::move(one));
    }
    return waivers;
}

tl::expected<std::vector<Waiver>, std::string> read_waivers(const std::string& path,
                                                            std::span<const rulebook::Rule> rules) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.is_open() || file.bad() || errno != 0) {
        return tl::make_unexpected("cannot read " + path + ": " +
                                   std::generic_category().message(errno != 0 ? errno : EIO));
    }
    return parse_waivers(path, text, rules);
}

std::vector<std::string> waive(SubjectResult& subject, const std::vector<Waiver>& waivers) {
    std::vector<std::string> needless;
    for (const Waiver& one : waivers) {
        for (RuleResult& result : subject.rules) {
            if (one.subject != subject.subject || one.rule != result.rule) {
                continue;
            }
            if (can_be_waived(result.verdict)) {
                result.verdict = Verdict::waived;
                result.note = one.reason;
            } else if (result.verdict == Verdict::pass) {
                needless.push_back(fmt::format("{} passes {}; its waiver can go", one.subject, one.rule));
            }
        }
    }
    subject.overall = overall(subject);
    return needless;
}

}  // namespace wakelaw::conformance::report
