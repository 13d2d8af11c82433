// SPDX-License-Identifier: MIT
// Conforms: spurious polls are allowed (EXEC-1.c, NG-3). A poll that returns Pending is followed by another
// one.
#pragma once

#include "base/core.hpp"

namespace wakelaw::specimens {

struct SpuriousPolls : Core {
    static constexpr auto name = "oddity-spurious-polls";
    bool poll(Task& task) override { return Core::poll(task) || Core::poll(task); }
};

}  // namespace wakelaw::specimens
