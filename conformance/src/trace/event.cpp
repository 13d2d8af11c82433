// SPDX-License-Identifier: MIT
#include "trace/event.hpp"

#include <array>

namespace wakelaw::conformance::trace {

namespace {
constexpr std::array<std::string_view, kind_count> names{"none",
                                                         "make_begin",
                                                         "make_end",
                                                         "spawn_begin",
                                                         "spawn_end",
                                                         "drive_begin",
                                                         "drive_end",
                                                         "poll_begin",
                                                         "poll_end",
                                                         "future_destroyed",
                                                         "clone_begin",
                                                         "clone_end",
                                                         "drop_begin",
                                                         "drop_end",
                                                         "wake_begin",
                                                         "wake_end",
                                                         "wake_by_ref_begin",
                                                         "wake_by_ref_end",
                                                         "move_begin",
                                                         "move_end",
                                                         "compared",
                                                         "signalled",
                                                         "finished",
                                                         "round_end",
                                                         "memory",
                                                         "late_begin",
                                                         "late_end",
                                                         "destroy_begin",
                                                         "destroy_end",
                                                         "stalled",
                                                         "nudged",
                                                         "memory_fault",
                                                         "data_race",
                                                         "payload_written",
                                                         "payload_read",
                                                         "unsupported",
                                                         "cancel_begin",
                                                         "cancel_end",
                                                         "join_asked",
                                                         "joined",
                                                         "join_woken",
                                                         "join_waker_held",
                                                         "nested",
                                                         "bad_waker",
                                                         "case_end",
                                                         "crashed",
                                                         "exited",
                                                         "killed",
                                                         "program_begin",
                                                         "program_end",
                                                         "called",
                                                         "observed",
                                                         "ending",
                                                         "destructor_begin",
                                                         "destructor_end",
                                                         "nesting",
                                                         "measured"};
}  // namespace

std::string_view to_string(Kind kind) { return names[static_cast<std::size_t>(kind)]; }

Kind kind_from_string(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) {
            return static_cast<Kind>(i);
        }
    }
    return Kind::none;
}

}  // namespace wakelaw::conformance::trace
