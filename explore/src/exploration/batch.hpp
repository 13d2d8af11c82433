// SPDX-License-Identifier: MIT
// Some schedules of a body, in this process or in one of their own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "exploration/outcome.hpp"

namespace wakelaw::explore::exploration {

struct Batch {
    Options options;
    std::uint64_t schedules = 0;  ///< at most
    double until = 0;  ///< in real seconds; 0: no limit
    std::string position;  ///< where the strategy goes on; empty: at its begin
    bool check_determinism = false;  ///< runs one schedule twice
    bool replays = false;  ///< runs `choices` and nothing else
    bool warm_up =
        false;  ///< begins with a schedule of the default choices, which initialises what is static
    std::vector<std::uint8_t> choices;
    bool detailed_log = false;
};

void run_in_this_process(const std::function<void()>& body, const Batch& batch, Outcome& outcome);
/// In a child of fork: a crash ends only that, and is the finding.
void run_in_own_process(const std::function<void()>& body, const Batch& batch, Outcome& outcome);

/// The choices of a record as bytes.
[[nodiscard]] std::vector<std::uint8_t> choices_of(const ChoiceRecord& record);

}  // namespace wakelaw::explore::exploration
