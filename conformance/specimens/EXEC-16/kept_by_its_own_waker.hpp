// SPDX-License-Identifier: MIT
// EXEC-16. The minimal mutant of EXEC-16.b: "a finished task is put aside until no waker of it is left".
// A future that holds a waker of its own keeps itself, and its task, until the executor ends. So it is not
// destroyed promptly either: EXEC-15. No preemption needed.
#pragma once

#include <vector>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct KeptByItsOwnWaker : Core {
    static constexpr auto name = "kept-by-its-own-waker";
    /// Who polls, and this list.
    static constexpr std::size_t own_references = 2;

    void let_go(Task& task) override {
        retain(task);
        aside.emplace_back(&task);
        disown(task);
        std::vector<Reference> idle;
        for (Reference& one : aside) {
            const std::size_t own = one.get() == &task ? own_references : own_references - 1;
            if (one->references.load() == own) {
                idle.push_back(std::move(one));
            }
        }
        std::erase(aside, nullptr);
        for (const Reference& one : idle) {
            discard(*one);
        }
    }
    void drain() override {
        for (const Reference& one : std::exchange(aside, {})) {
            discard(*one);
        }
        Core::drain();
    }
    std::vector<Reference> aside;
};

}  // namespace wakelaw::specimens
