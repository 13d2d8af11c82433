// SPDX-License-Identifier: MIT
#include <stdexcept>
#include <utility>

#include <scheduler.hpp>

#include <wakelaw/conformance/adapter.hpp>

using namespace wakelaw::conformance;

/// The executor of examples/scheduler, the article's announced second half.
struct ReferenceScheduler {
    static constexpr auto name = "reference-scheduler";
    static constexpr auto driving = Driving::blocking;
    static constexpr auto capabilities = reference_vocabulary.with(Capability::spawn_from_foreign_thread)
                                             .with(Capability::drop_at_shutdown)
                                             .with(Capability::spawn_at_shutdown);
    void spawn(Future future) {
        if (!executor.spawner().spawn(wakelaw::boxed(std::move(future)))) {
            throw std::runtime_error("the executor has ended");
        }
    }
    void run() { executor.run(); }
    scheduler::Executor executor;
};
WAKELAW_SUBJECTS(ReferenceScheduler)
