// SPDX-License-Identifier: MIT
// What synchronises with what, for objects that are not atomic: mutexes, semaphores, once flags, descriptors.
#pragma once

namespace wakelaw::explore::memory {

void forget_happens_before();

/// What was released to the object happens before what the calling thread does next.
void acquire(const void* object);
/// What the calling thread has done happens before what an acquire of the object is followed by.
void release(const void* object);

}  // namespace wakelaw::explore::memory
