// SPDX-License-Identifier: MIT
// Conforms: a clone may have another data pointer and another vtable than its original (WAK-3.c, NG-5), and
// will_wake may be false for wakers of one task (NG-4). Every clone is a node of its own on the heap.
#pragma once

#include <memory>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct NodePerClone : Core {
    static constexpr auto name = "oddity-node-per-clone";
    struct Node {
        Reference task;

        static Node& of(const void* data) { return *static_cast<Node*>(const_cast<void*>(data)); }
        static RawWaker make(Task& task) {
            task.core->retain(task);
            return {new Node{Reference(&task)}, &table};
        }
        static RawWaker clone(const void* data) { return make(*of(data).task); }
        static void wake(const void* data) {
            const std::unique_ptr<Node> node(&of(data));
            wake_by_ref(data);
        }
        static void wake_by_ref(const void* data) { of(data).task->core->wake_by_ref(*of(data).task); }
        static void drop(const void* data) { delete &of(data); }
        static constexpr RawWakerVTable table{&clone, &wake, &wake_by_ref, &drop};
    };
    RawWaker clone(Task& task) override { return Node::make(task); }
};

}  // namespace wakelaw::specimens
