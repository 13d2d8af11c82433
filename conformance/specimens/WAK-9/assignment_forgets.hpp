// SPDX-License-Identifier: MIT
// WAK-9. What WAK-9.c names.
// Move assignment does not release what it overwrites.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class AssignmentForgetsWaker : public PlainWaker<AssignmentForgetsWaker> {
public:
    explicit AssignmentForgetsWaker(RawWaker raw) : PlainWaker(raw) {}
    AssignmentForgetsWaker(AssignmentForgetsWaker&&) noexcept = default;
    AssignmentForgetsWaker& operator=(AssignmentForgetsWaker&& other) noexcept {
        words_ = std::exchange(other.words_, Nobody::words());
        return *this;
    }
    ~AssignmentForgetsWaker() = default;
    friend class PlainWaker<AssignmentForgetsWaker>;
};
struct AssignmentForgets : PlainVocabulary<AssignmentForgetsWaker> {
    static constexpr auto name = "assignment-forgets";
};

}  // namespace wakelaw::specimens
