// SPDX-License-Identifier: MIT
#include "supervisor/applicability.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "laws/law.hpp"

namespace wakelaw::conformance {

namespace {

/// Why no law speaks of this rule and this subject together; empty where one does.
std::string wrong_kind(const rulebook::Rule& rule, const SubjectEntry& subject) {
    const bool vocabulary = subject.facts.driving == Driving::none;
    std::optional<Capability> wanted;
    bool any = false;
    for (const laws::Law& law : laws::laws()) {
        if (law.rule != rule.id) {
            continue;
        }
        any = true;
        if (law.is_for(subject.facts)) {
            return "";
        }
        wanted = law.of_vocabulary ? law.of_vocabulary : wanted;
    }
    if (!any) {
        return "";
    }
    if (vocabulary && wanted) {
        return fmt::format("needs {}, which the class does not have", to_string(*wanted));
    }
    return vocabulary ? "speaks of executors, and this is a vocabulary"
                      : "speaks of a waker class, and this is an executor";
}

}  // namespace

std::string missing_need(const rulebook::Rule& rule, const SubjectEntry& subject) {
    if (std::string wrong = wrong_kind(rule, subject); !wrong.empty()) {
        return wrong;
    }
    if (subject.facts.driving == Driving::none) {
        return "";  // a vocabulary's laws name themselves what they need
    }
    if (rule.id == "EXEC-6" && subject.facts.contract.has(Contract::first_poll_in_spawn)) {
        return "the contract first-poll-in-spawn says otherwise";
    }
    for (const std::string& need : rule.needs) {
        const std::optional<Capability> capability = capability_from_string(need);
        if (!capability || !subject.facts.capabilities.has(*capability)) {
            return "needs " + need + ", which is not declared";
        }
    }
    if (!rule.driving.empty() && std::find(rule.driving.begin(), rule.driving.end(),
                                           to_string(subject.facts.driving)) == rule.driving.end()) {
        return fmt::format("not for the driving style {}", to_string(subject.facts.driving));
    }
    return "";
}

bool is_about_adapter(const rulebook::Rule& rule, Capabilities emulated) {
    const bool needs_emulated =
        std::any_of(rule.needs.begin(), rule.needs.end(), [&](const std::string& need) {
            const std::optional<Capability> capability = capability_from_string(need);
            return capability && emulated.has(*capability);
        });
    return needs_emulated || (rule.obligor.starts_with("waker") && emulated.has(Capability::clone));
}

}  // namespace wakelaw::conformance
