// SPDX-License-Identifier: MIT
// EXEC-20. Minimal mutant of EXEC-20.a.
// Whoever wakes an idle task polls it, on whatever thread that is, unless somebody drives.
// No preemption needed.
#pragma once

#include "oddities/polls_in_wake.hpp"

namespace wakelaw::specimens {

struct PolledByItsWaker : PollsInWake {
    static constexpr auto name = "polled-by-its-waker";
    static constexpr auto capabilities = Core::capabilities.with(Capability::thread_bound_tasks)
                                             .without(Capability::spawn_from_foreign_thread);
    static constexpr unsigned polling_threads = 1;
    // NOLINTNEXTLINE(bugprone-parent-virtual-call): the other class polls in spawn, this one must not
    void spawn(Future future) override { Core::spawn(std::move(future)); }
};

}  // namespace wakelaw::specimens
