// SPDX-License-Identifier: MIT
//
// A driver is a handful of scenarios around one part of the reference: small programs in which that part's
// races can happen, and which notice when one has. They all pass with the reference as it is.
#pragma once

#include <span>
#include <string_view>

namespace wakelaw::explore::mutation {

struct Scenario {
    std::string_view name;
    void (*run)();
};

/// Defined by each driver.
[[nodiscard]] std::span<const Scenario> scenarios();

}  // namespace wakelaw::explore::mutation
