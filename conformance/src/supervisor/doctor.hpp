// SPDX-License-Identifier: MIT
/// \file
/// Whether an adapter is sound, before any rule is judged: a fault found here is the adapter's, and says
/// nothing about its executor.
#pragma once

#include <string>
#include <vector>

#include "supervisor/worker_process.hpp"

namespace wakelaw::conformance {

/// One thing that was looked at.
struct DoctorCheck {
    std::string name;
    bool sound = true;
    std::string what;  ///< of a fault: what was seen, and what to change in the adapter; one line
};

struct Examination {
    std::string subject;
    std::vector<DoctorCheck> checks;  ///< in the order of the examination; ends early after a grave fault
    std::string output;  ///< the end of what the subject printed, if a check found a fault

    [[nodiscard]] bool sound() const;
    /// The first fault, in one line; empty if there is none.
    [[nodiscard]] std::string first_fault() const;
};

/// Tries whatever the adapter declares, once or a few times, in a worker of its own. Never throws.
///
/// A check asks whether something happens at all. What happens wrongly now and then is the business of the
/// rules.
[[nodiscard]] Examination examine(const SubjectEntry& subject);

}  // namespace wakelaw::conformance
