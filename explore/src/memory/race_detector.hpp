// SPDX-License-Identifier: MIT
// Data races and use after free, by vector clocks (as in FastTrack, Flanagan and Freund, PLDI 2009, and
// ThreadSanitizer): for every 8 bytes of memory the last few accesses.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wakelaw::explore::memory {

enum class AccessKind : std::uint8_t { plain_read, plain_write, atomic_read, atomic_write };

void forget_accesses();

/// The calling thread accesses the memory.
void check_access(const volatile void* address, std::size_t size, AccessKind kind, const void* where);
/// It frees the memory: a write, behind which every access is a use after free.
void check_free(const void* address, std::size_t size, const void* where);
/// The memory is in use again.
void mark_allocated(const void* address, std::size_t size);

}  // namespace wakelaw::explore::memory
