// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>

#include <cstdint>

namespace wakelaw::explore::interpose {

/// Locks without a scheduling point before it. \pre the runtime is suspended for the caller.
int lock_mutex(pthread_mutex_t* mutex, std::uint64_t deadline);
int unlock_mutex(pthread_mutex_t* mutex);

}  // namespace wakelaw::explore::interpose
