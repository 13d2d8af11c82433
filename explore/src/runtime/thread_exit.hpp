// SPDX-License-Identifier: MIT
// What a thread of the system does when it ends, for controlled threads, whose thread of the system goes on.
#pragma once

#include "runtime/thread.hpp"

namespace wakelaw::explore::runtime {

/// The destructors of thread_local variables and of pthread keys, controlled; then all keys are null.
void destroy_thread_locals(Thread& thread);

}  // namespace wakelaw::explore::runtime
