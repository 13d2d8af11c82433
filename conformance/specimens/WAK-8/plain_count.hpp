// SPDX-License-Identifier: MIT
// WAK-8. B-05, bytedance/monoio #121: a single-threaded task behind a waker that travels.
// The reference count is not atomic.
// No preemption needed where ThreadSanitizer looks; else one, to do harm.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct PlainCount : Core {
    static constexpr auto name = "plain-count";
    void retain(Task& task) override { ++task.plain_references; }
    void release(Task& task) override {
        if (--task.plain_references == 0) {
            destroy(task);
        }
    }
};

}  // namespace wakelaw::specimens
