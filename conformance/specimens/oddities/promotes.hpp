// SPDX-License-Identifier: MIT
// Conforms: a clone may have another data pointer and another vtable than its original (WAK-3.c, VT-3). The
// waker of a poll is borrowed and counts nothing; its clones own a reference.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct Promotes : Core {
    static constexpr auto name = "oddity-promotes";
    static RawWaker clone_owned(const void* data) { return TaskWaker::clone(data); }
    static void wake_borrowed(const void* data) { TaskWaker::wake_by_ref(data); }
    static void drop_borrowed(const void*) {}
    static constexpr RawWakerVTable borrowed{&clone_owned, &wake_borrowed, &wake_borrowed, &drop_borrowed};
    bool poll(Task& task) override {
        const Waker waker = Waker::from_raw({&task, &borrowed});
        try {
            return task.future->poll(waker).is_ready();
        } catch (...) {
            return true;
        }
    }
};

}  // namespace wakelaw::specimens
