// SPDX-License-Identifier: MIT
#include <wakelaw/conformance/adapter.hpp>

#include "my_executor.hpp"

using namespace wakelaw::conformance;

struct MyExecutor {
    static constexpr auto name = "my-executor";
    static constexpr auto driving = Driving::stepping;
    // Each waker has a box of its own, so two of one task do not compare equal.
    static constexpr auto capabilities = reference_vocabulary.without(Capability::will_wake);
    void spawn(Future future) { executor.spawn(std::move(future)); }
    void run_until_stalled() { executor.run_until_stalled(); }
    mine::Executor<Future> executor;
};
WAKELAW_SUBJECTS(MyExecutor)
