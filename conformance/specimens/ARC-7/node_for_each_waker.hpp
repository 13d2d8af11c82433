// SPDX-License-Identifier: MIT
// ARC-7. What ARC-7.a names.
// A waker is a node on the heap that holds the counted pointer.
// No preemption needed.
#pragma once

#include <memory>
#include <utility>

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct NodeForEachWaker : PlainVocabulary<> {
    static constexpr auto name = "node-for-each-waker";
    struct Node {
        CountedPointer pointer;

        static Node& of(const void* data) { return *static_cast<Node*>(const_cast<void*>(data)); }
        static RawWaker words(CountedPointer pointer) { return {new Node{std::move(pointer)}, &table}; }
        static RawWaker clone(const void* data) { return words(of(data).pointer.clone()); }
        static void wake(const void* data) {
            const std::unique_ptr<Node> node(&of(data));
            wake_by_ref(data);
        }
        static void wake_by_ref(const void* data) { of(data).pointer.task().hook.woken(); }
        static void drop(const void* data) { delete &of(data); }
        static constexpr RawWakerVTable table{&clone, &wake, &wake_by_ref, &drop};
    };
    static SoundWaker to_waker(counted pointer) {
        return SoundWaker::from_raw(Node::words(std::move(pointer)));
    }
};

}  // namespace wakelaw::specimens
