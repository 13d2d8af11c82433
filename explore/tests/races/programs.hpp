// SPDX-License-Identifier: MIT
//
// The table of the planted races and their correct versions.
#pragma once

#include <span>
#include <string_view>

namespace wakelaw::explore::races {

enum class Defect {
    none,
    interleaving,  ///< shows in an order of whole steps
    stale_load,  ///< shows only when a load returns an old value: needs Options::weak_memory
};

struct Program {
    std::string_view name;  ///< of letters and underscores
    Defect defect;
    void (*run)();
};

/// All of them, each race before its correct version.
[[nodiscard]] std::span<const Program> programs();
/// Null if there is none of that name.
[[nodiscard]] const Program* find_program(std::string_view name);

}  // namespace wakelaw::explore::races
