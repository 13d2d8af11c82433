// SPDX-License-Identifier: MIT
// Conforms: the class may spell things differently. It is copied, not cloned, is empty after a move by a flag
// of its own, has a vtable type of its own, takes no exceptions, and promotes nothing.
#pragma once

#include <utility>

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

struct HandleOperations {
    void (*retain)(RawWaker& words);
    void (*wake)(const RawWaker& words);
    void (*release)(const RawWaker& words);
};

class CopiedHandle {
public:
    explicit CopiedHandle(RawWaker words) noexcept : words_(words), operations_(&all) {}
    CopiedHandle(const CopiedHandle& other) noexcept : words_(other.words_), operations_(other.operations_) {
        if (operations_ != nullptr) {
            operations_->retain(words_);
        }
    }
    CopiedHandle(CopiedHandle&& other) noexcept
        : words_(other.words_), operations_(std::exchange(other.operations_, nullptr)) {}
    CopiedHandle& operator=(CopiedHandle other) noexcept {
        std::swap(words_, other.words_);
        std::swap(operations_, other.operations_);
        return *this;
    }
    ~CopiedHandle() {
        if (operations_ != nullptr) {
            operations_->release(words_);
        }
    }
    void wake() && noexcept { std::exchange(operations_, nullptr)->wake(words_); }

private:
    static constexpr HandleOperations all{
        [](RawWaker& words) { words = words.vtable->clone(words.data); },
        [](const RawWaker& words) { words.vtable->wake(words.data); },
        [](const RawWaker& words) { words.vtable->drop(words.data); },
    };
    RawWaker words_;
    const HandleOperations* operations_;
};
struct CopiedWakers {
    static constexpr auto name = "oddity-copied-wakers";
    using waker = CopiedHandle;
    static CopiedHandle make(RawWaker words) { return CopiedHandle(words); }
};

}  // namespace wakelaw::specimens
