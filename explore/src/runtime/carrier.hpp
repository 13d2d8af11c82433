// SPDX-License-Identifier: MIT
// What carries controlled threads: how one stops and another goes on.
#pragma once

#include <wakelaw/explore.hpp>

#include "runtime/thread.hpp"

namespace wakelaw::explore::runtime {

class CarrierInterface {
public:
    CarrierInterface() = default;
    CarrierInterface(const CarrierInterface&) = delete;
    CarrierInterface& operator=(const CarrierInterface&) = delete;
    virtual ~CarrierInterface() = default;

    /// Makes the thread ready to begin when control is first passed to it.
    virtual void prepare(Thread& thread) = 0;
    /// Stops the caller, whose context is `from`, until control is passed back to it.
    virtual void pass_control(Context& from, Context& to) = 0;
    /// Around a schedule, on the thread that runs it.
    virtual void begin_schedule(Context& caller) = 0;
    virtual void end_schedule() = 0;
};

/// `automatic` is resolved. \throws std::invalid_argument where the platform lacks what the carrier needs.
[[nodiscard]] CarrierInterface& carrier_for(Carrier carrier);
[[nodiscard]] Carrier resolved(Carrier carrier);

[[nodiscard]] CarrierInterface& thread_carrier();
[[nodiscard]] CarrierInterface& user_level_carrier();
[[nodiscard]] bool user_level_carrier_works();

}  // namespace wakelaw::explore::runtime
