// SPDX-License-Identifier: MIT
#include "channel_executor.hpp"

#include <wakelaw/conformance/adapter.hpp>

using namespace wakelaw::conformance;

/// The book promises nothing about exceptions, late wakes or the executor's end. What its types offer is
/// declared: its waker is a counted pointer that may be cloned, sent and kept.
struct BookChannelExecutor {
    static constexpr auto name = "book-channel-executor";
    static constexpr auto driving = Driving::blocking;
    static constexpr auto exception_policy = ExceptionPolicy::reaches_driver;
    static constexpr auto capabilities = reference_vocabulary.with(Capability::spawn_from_foreign_thread);
    void spawn(Future future) { executor.get_spawner().spawn(wakelaw::boxed(std::move(future))); }
    void run() { executor.run(); }
    book::Executor executor;
};

WAKELAW_SUBJECTS(BookChannelExecutor)
