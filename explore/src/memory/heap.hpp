// SPDX-License-Identifier: MIT
// The blocks that controlled threads allocate. What they free stays out of use until the schedule ends, so
// that a use after free meets no new owner.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wakelaw::explore::memory {

enum class Freed : std::uint8_t {
    unknown,  ///< not of this schedule: free it now
    kept,  ///< out of use until the schedule ends
};

void begin_heap();
void end_heap();

/// The calling controlled thread has allocated the block.
void note_allocation(void* block, std::size_t size, const void* where);
/// It frees the block. `checked` unless control is suspended: then nothing is accused.
[[nodiscard]] Freed note_free(void* block, bool checked, const void* where);
/// The size that the block was asked for; 0 if it is neither of this schedule nor of the arena.
[[nodiscard]] std::size_t size_of(const void* block);

/// Blocks of the last schedule that were not freed.
struct Leak {
    std::size_t blocks = 0;
    std::size_t bytes = 0;
    const void* where = nullptr;  ///< of the first
};
[[nodiscard]] Leak leaked();

}  // namespace wakelaw::explore::memory
