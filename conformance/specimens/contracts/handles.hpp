// SPDX-License-Identifier: MIT
// No contract of its own: the reference's executor with all that it can be asked to promise. Tasks are
// cancelled and joined by their handles, stay on one thread, and are dropped with the executor; drivers nest.
#pragma once

#include <utility>

#include <wakelaw/conformance/adapter.hpp>
#include <wakelaw/local_executor.hpp>

namespace wakelaw::specimens {

struct Handles {
    using Handle = JoinHandle<void>;
    static constexpr auto name = "contract-handles";
    static constexpr auto version = "1.0";
    static constexpr auto driving = conformance::Driving::stepping;
    static constexpr auto capabilities =
        conformance::reference_vocabulary.with(conformance::Capability::cancel)
            .with(conformance::Capability::join)
            .with(conformance::Capability::drop_at_shutdown)
            .with(conformance::Capability::thread_bound_tasks)
            .with(conformance::Capability::nested_drivers);
    static constexpr conformance::Profiles profiles{
        conformance::Profile::core,      conformance::Profile::owning, conformance::Profile::local,
        conformance::Profile::stepping,  conformance::Profile::join,   conformance::Profile::abort,
        conformance::Profile::exceptions};

    Handle spawn(conformance::Future future) { return executor.spawn(std::move(future)); }
    void run_until_stalled() { executor.run_until_stalled(); }
    void cancel(Handle& handle) { handle.abort(); }
    conformance::JoinStatus join(Handle& handle, const Waker& waker) {
        try {
            Context context = Context::from_waker(waker);
            return handle.poll(context).is_ready() ? conformance::JoinStatus::finished
                                                   : conformance::JoinStatus::pending;
        } catch (const Cancelled&) {
            return conformance::JoinStatus::cancelled;
        } catch (...) {
            return conformance::JoinStatus::threw;
        }
    }
    LocalExecutor executor;
};

}  // namespace wakelaw::specimens
