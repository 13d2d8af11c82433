// SPDX-License-Identifier: MIT
/// \file
/// Which rules a subject can be held to, by what it declares.
#pragma once

#include <string>

#include <wakelaw/conformance/subject.hpp>

#include "rulebook/rulebook.hpp"
#include "supervisor/worker_process.hpp"

namespace wakelaw::conformance {

/// Why the rule does not apply to the subject, for its NOT_APPLICABLE; empty where it does.
[[nodiscard]] std::string missing_need(const rulebook::Rule& rule, const SubjectEntry& subject);

/// Whether the adapter and not the executor supplies what the rule is about: a capability that the rule
/// needs, or the wakers altogether.
[[nodiscard]] bool is_about_adapter(const rulebook::Rule& rule, Capabilities emulated);

}  // namespace wakelaw::conformance
