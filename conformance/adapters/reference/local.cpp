// SPDX-License-Identifier: MIT
#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/local_executor.hpp>

using namespace wakelaw::conformance;

struct ReferenceLocal {
    static constexpr auto name = "reference-local";
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities =
        reference_vocabulary.with(Capability::drop_at_shutdown).with(Capability::spawn_at_shutdown);
    void spawn(Future future) { executor.spawn(std::move(future)).detach(); }
    void run_until_stalled() { executor.run_until_stalled(); }
    wakelaw::LocalExecutor executor;
};
WAKELAW_SUBJECTS(ReferenceLocal)
