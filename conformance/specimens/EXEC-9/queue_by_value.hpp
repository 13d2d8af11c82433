// SPDX-License-Identifier: MIT
// EXEC-9. The minimal mutant "wake writes to a queue owned by value by the executor".
// Tasks know the executor by a plain pointer, which nobody may follow once the executor is gone.
// No preemption needed.
#pragma once

#include <memory>

#include "base/core.hpp"

namespace wakelaw::specimens {

struct QueueByValue : Core {
    static constexpr auto name = "queue-by-value";
    std::shared_ptr<Core> handle() override { return {std::shared_ptr<Core>(), this}; }
};

}  // namespace wakelaw::specimens
