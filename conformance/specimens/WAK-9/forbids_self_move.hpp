// SPDX-License-Identifier: MIT
// WAK-9. What WAK-9.d names: the assignment takes it for granted that the other is another.
#pragma once

#include <exception>

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class ForbidsSelfMoveWaker : public PlainWaker<ForbidsSelfMoveWaker> {
public:
    explicit ForbidsSelfMoveWaker(RawWaker raw) : PlainWaker(raw) {}
    ForbidsSelfMoveWaker(ForbidsSelfMoveWaker&&) noexcept = default;
    ForbidsSelfMoveWaker& operator=(ForbidsSelfMoveWaker&& other) noexcept {
        if (this == &other) {
            std::terminate();
        }
        PlainWaker::operator=(std::move(other));
        return *this;
    }
    ~ForbidsSelfMoveWaker() = default;
    friend class PlainWaker<ForbidsSelfMoveWaker>;
};
struct ForbidsSelfMove : PlainVocabulary<ForbidsSelfMoveWaker> {
    static constexpr auto name = "forbids-self-move";
};

}  // namespace wakelaw::specimens
