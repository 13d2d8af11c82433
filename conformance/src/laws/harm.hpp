// SPDX-License-Identifier: MIT
/// \file
/// Damage that shows away from its cause: a crash, a block freed twice, a future destroyed too early. One
/// function decides whose fault it is, so that no two laws claim the same damage.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

struct Harm {
    enum class Kind : std::uint8_t {
        crashed,
        exited,
        double_free,
        use_after_free,
        write_after_free,  ///< found when the case ends: its place in the trace says nothing
        destroyed_early,  ///< an unfinished future, by a running executor, and a waker or a wake of it is
                          ///< open
        destroyed_again,  ///< inside an operation on a waker of the task
        polled_destroyed,  ///< an unfinished future was polled after its destruction
    };
    Kind kind = Kind::crashed;
    std::uint32_t at = absent;
    const TaskView* task = nullptr;  ///< whose future; null for the others
};

/// The first damage of the trace that no direct violation in the same trace explains.
[[nodiscard]] std::optional<Harm> first_harm(const View& view);

/// Which rule the damage belongs to.
struct Blame {
    std::string_view rule;
    std::string_view clause;
    const WakerOperation* operation = nullptr;  ///< that was going on, or was the last one; may be null
};
[[nodiscard]] Blame blame(const View& view, const Harm& harm);

/// Adds a finding if the trace has damage and `clause` is to blame for it.
void judge_harm(const View& view, std::string_view clause, Judgement& judgement);

/// Two threads used wakers of one task at the same time, before the event.
[[nodiscard]] bool used_at_once(const View& view, std::uint32_t before);

/// The operation on a waker of the task that was going on at the event on that event's thread.
[[nodiscard]] const WakerOperation* operation_around(const View& view, const TaskView& task,
                                                     std::uint32_t index);

/// The kinds of waker operations in a trace, before an event.
struct Operations {
    bool any = false;
    bool clone_or_drop = false;
    bool wake_by_ref = false;
    bool wake = false;
    bool move = false;
};
[[nodiscard]] Operations operations_before(const View& view, std::uint32_t index);

}  // namespace wakelaw::conformance::laws
