// SPDX-License-Identifier: MIT
// WAK-6 (a warning). The minimal mutant of WAK-6.a: "each clone is a node of its own", and nodes are compared
// by their addresses. No preemption needed.
#pragma once

#include <memory>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct NodeForEachClone : Core {
    static constexpr auto name = "node-for-each-clone";
    struct Node {
        Task* task;
    };
    static const Node* of(const void* data) { return static_cast<const Node*>(data); }
    static Task& take(const void* data) { return *std::unique_ptr<const Node>(of(data))->task; }
    static RawWaker clone_node(const void* data) { return TaskWaker::clone(of(data)->task); }
    static void wake_node(const void* data) { TaskWaker::wake(&take(data)); }
    static void wake_node_by_ref(const void* data) { TaskWaker::wake_by_ref(of(data)->task); }
    static void drop_node(const void* data) { TaskWaker::drop(&take(data)); }
    static constexpr RawWakerVTable table{&clone_node, &wake_node, &wake_node_by_ref, &drop_node};

    RawWaker clone(Task& task) override {
        retain(task);
        return {new Node{&task}, &table};
    }
};

}  // namespace wakelaw::specimens
