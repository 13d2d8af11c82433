// SPDX-License-Identifier: MIT
// JOIN-6. B-38, tokio #6505: at the executor's end the waker in the join slot of an unfinished task is left
// to be freed with the cell, which it keeps alive. No preemption needed.
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct WakerFreedWithTheCell : JoinCore {
    static constexpr auto name = "waker-freed-with-the-cell";
    void end_at_shutdown(JoinedTask& task) override { discard(task); }
};

}  // namespace wakelaw::specimens
