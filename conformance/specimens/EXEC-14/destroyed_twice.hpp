// SPDX-License-Identifier: MIT
// EXEC-14. The minimal mutant "shutdown drain and completing worker both drop".
// The future is destroyed at Ready, nobody notes it, and the block's own end destroys it again.
// No preemption needed.
#pragma once

#include <memory>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct DestroyedTwice : Core {
    static constexpr auto name = "destroyed-twice";
    void discard(Task& task) override { destroy_future(&*task.future); }
    /// Through a volatile pointer: the compiler may not conclude that nothing is left to destroy later.
    static void destroy_future(Future* future) {
        Future* volatile hidden = future;
        std::destroy_at(hidden);
    }
};

}  // namespace wakelaw::specimens
