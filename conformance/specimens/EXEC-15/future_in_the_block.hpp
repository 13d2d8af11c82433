// SPDX-License-Identifier: MIT
// EXEC-15 (a warning). The minimal mutant "the future lives in the counted block until the last waker dies";
// the book. Nothing empties the block at Ready. No preemption needed. A future that keeps its own waker then
// keeps itself alive for ever: EXEC-16.b.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct FutureInTheBlock : Core {
    static constexpr auto name = "future-in-the-block";
    void discard(Task&) override {}
};

}  // namespace wakelaw::specimens
