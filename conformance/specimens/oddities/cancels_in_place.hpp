// SPDX-License-Identifier: MIT
// Conforms: cancel destroys an idle task's future before it returns, on its caller's thread (JOIN-5).
#pragma once

#include "base/handles.hpp"

namespace wakelaw::specimens {

struct CancelsInPlace : JoinCore {
    static constexpr auto name = "oddity-cancels-in-place";
    void cancel(JoinedTask& task) override {
        {
            const std::lock_guard lock(mutex);
            if (closed || task.finished || std::exchange(task.cancelled, true) || task.running) {
                return;
            }
            task.finished = true;
            task.ending = JoinStatus::cancelled;
        }
        end(task);
        disown(task);
    }
};

}  // namespace wakelaw::specimens
