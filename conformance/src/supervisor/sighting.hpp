// SPDX-License-Identifier: MIT
/// \file
/// What one case showed, as the doctor asks for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "supervisor/worker_process.hpp"
#include "trace/event.hpp"

namespace wakelaw::conformance {

class Sighting {
public:
    explicit Sighting(CaseResult result) : result_(std::move(result)) {}

    [[nodiscard]] const std::vector<trace::Event>& events() const { return result_.trace.events; }

    /// The first event of the kind; `absent`, which is greater than any index, if there is none.
    [[nodiscard]] std::uint32_t index_of(trace::Kind kind) const;
    [[nodiscard]] std::uint32_t index_of(trace::Kind kind, std::uint16_t task) const;
    [[nodiscard]] bool has(trace::Kind kind) const { return index_of(kind) != trace::absent; }
    /// Whether the first event of the kind has the flag.
    [[nodiscard]] bool flagged(trace::Kind kind, std::uint16_t flag) const;
    /// The last event of the kind about the task; null if there is none.
    [[nodiscard]] const trace::Event* last(trace::Kind kind, std::uint16_t task) const;

    [[nodiscard]] int polls(std::uint16_t task) const;
    [[nodiscard]] bool destroyed(std::uint16_t task) const;
    [[nodiscard]] bool spawned_ok(std::uint16_t task) const;
    [[nodiscard]] bool spawned_in_a_poll(std::uint16_t task) const;
    [[nodiscard]] bool polled_after(std::uint16_t task, std::uint32_t index) const;
    /// Whether a driving call returned, and not by an exception, while the task was unfinished.
    [[nodiscard]] bool drive_returned_before_end(std::uint16_t task) const;
    /// Whether a poll began on another thread than main while main was neither driving nor spawning,
    /// and not inside a wake.
    [[nodiscard]] bool polls_by_itself() const;
    /// Whether all polls and the destruction took place on one thread.
    [[nodiscard]] bool on_one_thread(std::uint16_t task) const;
    /// Whether no other task was polled between the first two polls of the task.
    [[nodiscard]] bool polled_twice_in_a_row(std::uint16_t task) const;

    /// Whether a future or a waker was used that is of no task of this case.
    [[nodiscard]] bool has_stray() const;
    /// Whether the worker ended in this case, or was ended.
    [[nodiscard]] bool died() const;
    /// Whether it was ended because it stood still or went on without end.
    [[nodiscard]] bool hung() const;
    [[nodiscard]] bool killed_by(int signal) const;
    /// The begin of the call of main in which the worker died, if it is of that kind; else null.
    [[nodiscard]] const trace::Event* ended_in(trace::Kind begin) const;
    /// "does not return: every thread is blocked", "is ended by signal 11", "calls exit (status 3)".
    [[nodiscard]] std::string how_it_ended() const;

private:
    CaseResult result_;
};

}  // namespace wakelaw::conformance
