// SPDX-License-Identifier: MIT
#include "programs.hpp"

#include <algorithm>
#include <array>

#include "exclusive_poll.hpp"
#include "job_queue.hpp"
#include "last_release.hpp"
#include "reference_count.hpp"
#include "sleep_handshake.hpp"
#include "task_state.hpp"
#include "waker_registration.hpp"
#include "waker_slot.hpp"

namespace wakelaw::explore::races {

namespace {

using enum Version;

constexpr std::array table{
    Program{"job_queue_broken", Defect::interleaving, job_queue<broken>},
    Program{"job_queue_correct", Defect::none, job_queue<correct>},
    Program{"task_state_broken", Defect::interleaving, task_state<broken>},
    Program{"task_state_correct", Defect::none, task_state<correct>},
    Program{"reference_count_broken", Defect::interleaving, reference_count<broken>},
    Program{"reference_count_correct", Defect::none, reference_count<correct>},
    Program{"waker_registration_broken", Defect::interleaving, waker_registration<broken>},
    Program{"waker_registration_correct", Defect::none, waker_registration<correct>},
    Program{"waker_slot_broken", Defect::interleaving, waker_slot<broken>},
    Program{"waker_slot_correct", Defect::none, waker_slot<correct>},
    Program{"sleep_handshake_broken", Defect::stale_load, sleep_handshake<Ordering::acquire_release>},
    Program{"sleep_handshake_correct", Defect::none, sleep_handshake<Ordering::sequential>},
    Program{"sleep_handshake_fences_correct", Defect::none, sleep_handshake<Ordering::fences>},
    Program{"last_release_broken", Defect::interleaving, last_release<broken>},
    Program{"last_release_correct", Defect::none, last_release<correct>},
    Program{"exclusive_poll_broken", Defect::interleaving, exclusive_poll<broken>},
    Program{"exclusive_poll_correct", Defect::none, exclusive_poll<correct>},
};

}  // namespace

std::span<const Program> programs() { return table; }

const Program* find_program(std::string_view name) {
    const auto* found = std::find_if(table.begin(), table.end(),
                                     [name](const Program& program) { return program.name == name; });
    return found == table.end() ? nullptr : found;
}

}  // namespace wakelaw::explore::races
