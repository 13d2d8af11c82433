// SPDX-License-Identifier: MIT
// POLL-1. What POLL-1.c names: a Poll of a reference holds a copy of what it refers to.
#pragma once

#include <type_traits>

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct DecaysReferences : PlainVocabulary<> {
    static constexpr auto name = "decays-references";
    template <class T>
    requires std::movable<std::remove_cvref_t<T>>
    using poll = PlainPoll<std::remove_cvref_t<T>>;
};

}  // namespace wakelaw::specimens
