// SPDX-License-Identifier: MIT
/// \file
/// Questions about handles that laws of other rules ask, so that one fault is blamed on one rule.
#pragma once

#include <cstdint>

#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

/// The first data race on the subject's memory, if it came about by a poll of a handle on one thread and the
/// end of the task on another (JOIN-3.b); else absent.
[[nodiscard]] std::uint32_t race_in_a_handle(const View& view);

/// A second destruction of the task's future, by the call of cancel itself (JOIN-5.d); else absent.
[[nodiscard]] std::uint32_t destroyed_inside(const View& view, const TaskView& task,
                                             const trace::Cancellation& one);

}  // namespace wakelaw::conformance::laws
