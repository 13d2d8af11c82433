// SPDX-License-Identifier: MIT
// WAK-10. The minimal mutant "a waker that wakes nobody says so by an exception".
#pragma once

#include <stdexcept>

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct Complains {
    static RawWaker clone(const void*) { return words(); }
    static void wake(const void*) { throw std::logic_error("nobody is woken"); }
    static void drop(const void*) {}
    static constexpr RawWakerVTable table{&clone, &wake, &wake, &drop};
    static RawWaker words() { return {nullptr, &table}; }
};
struct NoopThatThrows : PlainVocabulary<> {
    static constexpr auto name = "noop-that-throws";
    static SoundWaker noop() { return SoundWaker::from_raw(Complains::words()); }
};

}  // namespace wakelaw::specimens
