// SPDX-License-Identifier: MIT
#include <optional>

#include <wakelaw/block_on.hpp>
#include <wakelaw/conformance/adapter.hpp>

using namespace wakelaw::conformance;

/// block_on drives one future, so there is one task at a time, and an exception reaches the caller.
struct ReferenceBlockOn {
    static constexpr auto name = "reference-block-on";
    static constexpr auto driving = Driving::blocking;
    static constexpr auto exception_policy = ExceptionPolicy::reaches_driver;
    static constexpr auto capabilities =
        reference_vocabulary.without(Capability::several_tasks).without(Capability::spawn_from_poll);
    void spawn(Future spawned) { future = std::move(spawned); }
    void run() {
        if (std::optional<Future> taken = std::exchange(future, std::nullopt)) {
            wakelaw::block_on(std::move(*taken));
        }
    }
    std::optional<Future> future;
};
WAKELAW_SUBJECTS(ReferenceBlockOn)
