// SPDX-License-Identifier: MIT
#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/local_executor.hpp>

#include "handle.hpp"

using namespace wakelaw::conformance;

struct ReferenceLocal {
    static constexpr auto name = "reference-local";
    static constexpr auto driving = Driving::stepping;
    static constexpr auto capabilities = reference_vocabulary.with(Capability::join)
                                             .with(Capability::cancel)
                                             .with(Capability::drop_at_shutdown)
                                             .with(Capability::spawn_at_shutdown);
    using Handle = wakelaw::JoinHandle<void>;
    Handle spawn(Future future) { return executor.spawn(std::move(future)); }
    JoinStatus join(Handle& handle, const wakelaw::Waker& waker) { return join_status(handle, waker); }
    void cancel(Handle& handle) { handle.abort(); }
    void run_until_stalled() { executor.run_until_stalled(); }
    wakelaw::LocalExecutor executor;
};
WAKELAW_SUBJECTS(ReferenceLocal)
