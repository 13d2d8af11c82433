// SPDX-License-Identifier: MIT
#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/thread_pool.hpp>

using namespace wakelaw::conformance;

struct ReferencePool {
    static constexpr auto name = "reference-pool";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = reference_vocabulary.with(Capability::spawn_from_foreign_thread)
                                             .with(Capability::drop_at_shutdown)
                                             .with(Capability::spawn_at_shutdown);
    static constexpr unsigned polling_threads = 2;
    void spawn(Future future) { pool.spawn(std::move(future)).detach(); }
    wakelaw::ThreadPool pool{polling_threads};
};
WAKELAW_SUBJECTS(ReferencePool)
