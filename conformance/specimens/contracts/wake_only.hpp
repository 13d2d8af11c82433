// SPDX-License-Identifier: MIT
// Contract: a waker wakes by being consumed, and cannot be compared. There is no wake_by_ref and no
// will_wake.
#pragma once

#include <utility>

#include "base/foreign.hpp"

namespace wakelaw::specimens {

class WakeOnlyWaker {
public:
    explicit WakeOnlyWaker(Task& task) : waker_(task) {}
    [[nodiscard]] WakeOnlyWaker clone() const { return WakeOnlyWaker(waker_.clone()); }
    void wake() && { std::move(waker_).wake(); }

private:
    explicit WakeOnlyWaker(OwnWaker waker) : waker_(std::move(waker)) {}
    OwnWaker waker_;
};

struct WakeOnly : ForeignCore<WakeOnlyWaker> {
    static constexpr auto name = "contract-wake-only";
    static constexpr auto capabilities =
        Core::capabilities.without(Capability::wake_by_ref).without(Capability::will_wake);
};

}  // namespace wakelaw::specimens
