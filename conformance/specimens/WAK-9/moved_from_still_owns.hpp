// SPDX-License-Identifier: MIT
// WAK-9. The minimal mutant "move without nulling"; pigweed pw_async2 waker.h has it right.
// The move constructor copies the pointer and leaves it in its source as well.
// No preemption needed.
#pragma once

#include "base/foreign.hpp"

namespace wakelaw::specimens {

class MovedFromStillOwnsWaker : public OwnWaker {
public:
    explicit MovedFromStillOwnsWaker(Task& task) : OwnWaker(task) {}
    MovedFromStillOwnsWaker(MovedFromStillOwnsWaker&& other) noexcept : OwnWaker(std::move(other)) {
        other.task_ = task_;
    }
    MovedFromStillOwnsWaker& operator=(MovedFromStillOwnsWaker&&) noexcept = default;
    [[nodiscard]] MovedFromStillOwnsWaker clone() const { return MovedFromStillOwnsWaker(*task_); }
};
struct MovedFromStillOwns : ForeignCore<MovedFromStillOwnsWaker> {
    static constexpr auto name = "moved-from-still-owns";
};

}  // namespace wakelaw::specimens
