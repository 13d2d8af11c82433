// SPDX-License-Identifier: MIT
// WAK-5. The minimal mutant "will_wake compares only vtables".
// Wakers with one vtable are taken for wakers of one task.
// No preemption needed.
#pragma once

#include "base/waker_class.hpp"

namespace wakelaw::specimens {

class ComparesTablesWaker : public PlainWaker<ComparesTablesWaker> {
public:
    WAKELAW_PLAIN_WAKER(ComparesTablesWaker)
    [[nodiscard]] bool will_wake(const ComparesTablesWaker& other) const {
        return words_.vtable == other.words_.vtable;
    }
};
struct ComparesTables : PlainVocabulary<ComparesTablesWaker> {
    static constexpr auto name = "compares-tables";
};

}  // namespace wakelaw::specimens
