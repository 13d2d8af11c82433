// SPDX-License-Identifier: MIT
#pragma once

#include <wakelaw/explore/controller.hpp>

#include "runtime/event_log.hpp"

namespace wakelaw::explore {

/// What explore() may do with a controller and others may not.
struct ControllerAccess {
    /// Null: no log.
    static void log_events(Controller& controller, runtime::EventLog* log);
    /// Null: the program can be controlled.
    static const char* reason_not_to_run();
    /// Messages keep their marks for code addresses, to be replaced by source lines.
    static void keep_marks(Controller& controller);
};

}  // namespace wakelaw::explore
