// SPDX-License-Identifier: MIT
#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/thread_pool.hpp>

#include "handle.hpp"

using namespace wakelaw::conformance;

struct ReferencePool {
    static constexpr auto name = "reference-pool";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = reference_vocabulary.with(Capability::spawn_from_foreign_thread)
                                             .with(Capability::join)
                                             .with(Capability::cancel)
                                             .with(Capability::drop_at_shutdown)
                                             .with(Capability::spawn_at_shutdown);
    static constexpr unsigned polling_threads = 2;
    using Handle = wakelaw::JoinHandle<void>;
    Handle spawn(Future future) { return pool.spawn(std::move(future)); }
    JoinStatus join(Handle& handle, const wakelaw::Waker& waker) { return join_status(handle, waker); }
    void cancel(Handle& handle) { handle.abort(); }
    wakelaw::ThreadPool pool{polling_threads};
};
WAKELAW_SUBJECTS(ReferencePool)
