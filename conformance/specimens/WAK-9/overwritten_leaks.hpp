// SPDX-License-Identifier: MIT
// WAK-9. What WAK-9.c names.
// Move assignment forgets the waker that it overwrites.
// No preemption needed.
#pragma once

#include "base/foreign.hpp"

namespace wakelaw::specimens {

class OverwrittenLeaksWaker : public OwnWaker {
public:
    explicit OverwrittenLeaksWaker(Task& task) : OwnWaker(task) {}
    OverwrittenLeaksWaker(OverwrittenLeaksWaker&&) noexcept = default;
    OverwrittenLeaksWaker& operator=(OverwrittenLeaksWaker&& other) noexcept {
        task_ = std::exchange(other.task_, nullptr);
        return *this;
    }
    [[nodiscard]] OverwrittenLeaksWaker clone() const { return OverwrittenLeaksWaker(*task_); }
};
struct OverwrittenLeaks : ForeignCore<OverwrittenLeaksWaker> {
    static constexpr auto name = "overwritten-leaks";
};

}  // namespace wakelaw::specimens
