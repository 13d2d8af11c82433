// SPDX-License-Identifier: MIT
/// \file
/// Events in words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trace/event.hpp"

namespace wakelaw::conformance::report {

/// Whether `end` is the `..._end` event of the operation that `begin` began.
[[nodiscard]] bool is_pair(const trace::Event& begin, const trace::Event& end);

/// The number of the poll that each event belongs to, counted from 1 for each task; 0 for other events.
[[nodiscard]] std::vector<std::uint32_t> poll_numbers(const std::vector<trace::Event>& events);

/// "poll 1 of task 0 begins", "wake (task 0, slot 3) returns".
[[nodiscard]] std::string event_text(const trace::Event& event, std::uint32_t poll_number);

/// The two events of a pair as one: "clone (task 0, lent waker to slot 3)".
[[nodiscard]] std::string pair_text(const trace::Event& begin, const trace::Event& end,
                                    std::uint32_t poll_number);

}  // namespace wakelaw::conformance::report
