// SPDX-License-Identifier: MIT
/// \file
/// A stall, read once for all rules that speak of polls that never came. Each lost wake gets one rule: the
/// most specific one.
///
/// The order of the questions is that of the rules' texts. After an exception everything is EXEC-19. A call
/// that does not return explains all wakes behind it. A task that is polled as soon as something else happens
/// was queued all the time (EXEC-21, EXEC-11), so it is asked before whether the wake fell into the task's
/// own poll (EXEC-2). What no rule claims is EXEC-1.
#pragma once

#include <cstdint>
#include <optional>

#include "laws/evidence.hpp"

namespace wakelaw::conformance::laws {

/// The stall at which owed polls are judged.
struct JudgedStall {
    std::uint32_t at = absent;
    bool delivered = false;  ///< a driving call returned; otherwise every thread was blocked
    [[nodiscard]] Manner manner() const { return delivered ? Manner::violation : Manner::hang; }
};

/// The stall to judge, if the trace has one that proves something about owed polls: of an executor that
/// was running, or had been driven with everything delivered, and before its destruction.
[[nodiscard]] std::optional<JudgedStall> judged_stall(const View& view);

/// What a thread was inside of at an event, if it is anything of the subject's.
struct OpenCall {
    Kind kind = Kind::none;  ///< the innermost `..._begin`: an operation, spawn, drive, destroy or poll
    std::uint32_t begin = absent;
    std::uint8_t thread = 0;
};
/// The innermost open call that explains why nothing goes on, if there is one: the first in the order wake,
/// anything but a driving call. Polls and spawns that do not return belong to no rule of this version.
[[nodiscard]] std::optional<OpenCall> blocked_call(const View& view, std::uint32_t at);
/// Whether a driving call was open at the event, and nothing inside it.
[[nodiscard]] bool inside_drive(const View& view, std::uint32_t at);

/// How many driving calls that had to serve the wake or spawn came to their end before the other event.
/// One from another thread during a call races with its return, and may be left to the next call (EXEC-21.c).
[[nodiscard]] int completed_drives(const View& view, std::uint32_t since, std::uint32_t until);

enum class Loss : std::uint8_t {
    none,
    exec_1,
    exec_2,
    exec_5,
    exec_11,
    exec_19,
    exec_21,
    exec_22,
    exec_24,
    wak_9
};

struct LostPoll {
    Loss loss = Loss::none;
    const TaskView* task = nullptr;
    const WakerOperation* wake = nullptr;  ///< null: the first poll after the spawn is missing
    const TaskView* instead = nullptr;  ///< EXEC-24: who was polled instead
    std::uint32_t served = absent;  ///< the poll that came after the nudge
    JudgedStall stall;
};

/// The first task of the trace whose missing poll is a loss of this kind.
[[nodiscard]] std::optional<LostPoll> find_loss(const View& view, Loss loss);

/// A driving call inside a poll that ended between the two events; absent if there is none.
[[nodiscard]] std::uint32_t nested_since(const View& view, std::uint32_t since, std::uint32_t until);

/// "every thread is blocked" or "the driving call has returned".
[[nodiscard]] std::string_view how_it_stands(const JudgedStall& stall);

/// A stall after all tasks had finished, while main gave the executor something to do.
struct LateStall {
    JudgedStall stall;
    const WakerOperation* stale = nullptr;  ///< the last operation on a waker of a finished task before it
    const TaskView* stale_task = nullptr;
    const TaskView* marker = nullptr;  ///< a marker that was never polled
};
[[nodiscard]] std::optional<LateStall> late_stall(const View& view);

}  // namespace wakelaw::conformance::laws
