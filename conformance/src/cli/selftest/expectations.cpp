// SPDX-License-Identifier: MIT
#include "cli/selftest/expectations.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <toml++/toml.h>

#include "report/known_findings.hpp"
#include "rulebook/rulebook.hpp"

namespace wakelaw::conformance::cli {

namespace {

std::set<std::string> read_names(const toml::array* names) {
    std::set<std::string> result;
    for (std::size_t i = 0; names != nullptr && i < names->size(); ++i) {
        result.insert((*names)[i].value_or(""));
    }
    return result;
}

/// Real executors break what is listed as [[finding]]: the first that each run shows stands for its rule.
std::vector<Expectation> with_findings(std::vector<Expectation> expectations, const std::string& path) {
    const auto findings = report::read_known_findings(path);
    if (!findings) {
        throw std::runtime_error(findings.error());
    }
    for (const report::KnownFinding& known : *findings) {
        const auto of = std::find_if(expectations.begin(), expectations.end(),
                                     [&](const Expectation& one) { return one.name == known.subject; });
        if (of == expectations.end()) {
            continue;
        }
        if (of->rule.empty() && !known.sampled) {
            of->rule = known.rule;
        } else {
            of->others.insert(known.rule);
        }
    }
    return expectations;
}

}  // namespace

std::vector<Expectation> read_expectations(const std::string& path) {
    const toml::table table = toml::parse_file(path);
    std::vector<Expectation> result;
    const auto read = [&](std::string_view kind) {
        const toml::array* const entries = table[kind].as_array();
        for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
            const toml::table& entry = *entries->get(i)->as_table();
            Expectation one;
            one.name = entry["name"].value_or("");
            one.rule = entry["rule"].value_or("");
            one.all_others = entry["all_others"].value_or(false);
            one.needs_preemption = entry["needs_preemption"].value_or(false);
            one.sanitizer = entry["sanitizer"].value_or(false);
            one.sampled = entry["sampled"].value_or(false);
            one.optional = entry["optional"].value_or(false);
            one.gap = entry["gap"].value_or("");
            one.others = read_names(entry["others"].as_array());
            one.others_under_control = read_names(entry["others_under_control"].as_array());
            result.push_back(std::move(one));
        }
    };
    read("specimen");
    read("conforming");
    read("executor");
    return with_findings(std::move(result), path);
}

const SubjectEntry* find_subject(const Catalog& catalog, const std::string& name) {
    const auto found = std::find_if(catalog.subjects.begin(), catalog.subjects.end(),
                                    [&](const SubjectEntry& one) { return one.name == name; });
    return found == catalog.subjects.end() ? nullptr : &*found;
}

SessionOptions session_of(const Expectation& expected, const SelftestOptions& options,
                          const Schedules& schedules, const Budget& budget) {
    SessionOptions session;
    // A specimen may be so broken that no adapter of it would be sound.
    session.schedules = schedules;
    session.natural_too = schedules.wanted != Schedules::Wanted::explored;
    session.examine_adapter = expected.rule.empty();
    session.shrink = false;  // the verdict counts here, not how small its scenario is
    session.budget = budget;
    session.budget.cases = options.cases != 0 ? options.cases : session.budget.cases;
    session.rules = rulebook::select_for_run("*");
    if (options.own_rule && !expected.rule.empty()) {
        session.rules = rulebook::select_for_run(expected.rule);
        session.stop_when_found = true;
    }
    return session;
}

report::SubjectResult judged(const Expectation& expected, const Catalog& catalog,
                             const SessionOptions& session) {
    if (const SubjectEntry* const subject = find_subject(catalog, expected.name)) {
        return judge_subject(*subject, session);
    }
    report::SubjectResult result;
    result.trouble = "there is no such subject; build its worker";
    return result;
}

}  // namespace wakelaw::conformance::cli
